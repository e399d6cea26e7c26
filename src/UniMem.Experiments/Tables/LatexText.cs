using System.Text;

namespace UniMem.Experiments.Tables;

/// <summary>Writes text so that LaTeX prints it as it stands.</summary>
public static class LatexText
{
    /// <summary>The text with LaTeX's own characters escaped, and the signs of Unicode that tables use as commands.</summary>
    /// <remarks>Letters beyond ASCII stay: LaTeX reads UTF-8 since 2018.</remarks>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var written = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings(" ").EnumerateRunes())
        {
            written.Append(Of(rune));
        }

        return written.ToString();
    }

    private static string Of(Rune rune) => rune.Value switch
    {
        '\\' => "\\textbackslash{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '<' => "$<$",
        '>' => "$>$",
        '|' => "$|$",
        '"' => "\\textquotedbl{}",
        '{' or '}' or '$' or '&' or '%' or '#' or '_' => "\\" + rune,
        0x2212 => "$-$",
        0x00B1 => "$\\pm$",
        0x00D7 => "$\\times$",
        0x2013 => "--",
        0x2014 => "---",
        0x2264 => "$\\leq$",
        0x2265 => "$\\geq$",
        _ when Rune.IsControl(rune) => " ",
        _ => rune.ToString(),
    };
}
