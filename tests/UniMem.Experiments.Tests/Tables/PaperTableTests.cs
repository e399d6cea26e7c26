using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tests.Tables;

public sealed class PaperTableTests
{
    private static readonly PaperTable Example = new()
    {
        Name = "memory length & more",
        Columns = ["", "perplexity", "p"],
        Rows = [["a_b*", new("6.90 \u00b1 0.12", IsBold: true), "< 0.001"], ["50 % {x}", "\u22121", ""]],
        Caption = "Cohen's d_z, 95 %.",
        Notes = ["* a_b*: 100 #1"],
    };

    [Test]
    public void Latex_OfSpecialCharacters_PrintsThemAsTheyStand() => Assert.That(LatexTable.Of(Example), Is.EqualTo("""
        % Needs \usepackage{booktabs}, \usepackage{graphicx} and \usepackage[T1]{fontenc}.
        \begin{table}
        \centering\small
        \caption{Cohen's d\_z, 95 \%.}
        \label{tab:memory-length---more}
        \par\medskip
        \resizebox{\ifdim\width>\linewidth\linewidth\else\width\fi}{!}{%
        \begin{tabular}{@{}lrr@{}}
        \toprule
         & perplexity & p \\
        \midrule
        a\_b* & \textbf{\boldmath 6.90 $\pm$ 0.12} & $<$ 0.001 \\
        50 \% \{x\} & $-$1 &  \\
        \bottomrule
        \end{tabular}}
        \par\medskip\begin{minipage}{\linewidth}\footnotesize
        * a\_b*: 100 \#1
        \end{minipage}
        \end{table}

        """.ReplaceLineEndings("\n")));

    [Test]
    public void Latex_OfLongText_EscapesEveryCharacterThatLatexTakesForItsOwn() =>
        Assert.That(LatexText.Of("\\~^|\"$&\u2013\n\u00d7"), Is.EqualTo("\\textbackslash{}\\textasciitilde{}\\textasciicircum{}$|$\\textquotedbl{}\\$\\&-- $\\times$"));

    [Test]
    public void Markdown_OfSpecialCharacters_PrintsThemAsTheyStand() => Assert.That(MarkdownTable.Of(Example).Split('\n'), Is.EqualTo(new[]
    {
        "|          |      perplexity |       p |",
        "|----------|----------------:|--------:|",
        "| a_b\\*    | **6.90 \u00b1 0.12** | < 0.001 |",
        "| 50 % {x} |              \u22121 |         |",
        "",
        "Cohen's d_z, 95 %.",
        "",
        "- \\* a_b\\*: 100 #1",
        "",
    }));

    [TestCase(6.9037, 0.1234, "6.90 \u00b1 0.12")]
    [TestCase(6.9037, 0.0234, "6.904 \u00b1 0.023")]
    [TestCase(1234.6, 45.6, "1235 \u00b1 46")]
    [TestCase(6.9037, double.NaN, "6.904")]
    [TestCase(-0.00001, 0.1, "0.00 \u00b1 0.10")]
    public void Digits_OfAColumn_AreNoMoreThanItsIntervalsBear(double value, double half, string text) =>
        Assert.That(Digits.Of([(value, half)]).Text(value, half, signed: false), Is.EqualTo(text));

    [TestCase(0.0004, "< 0.001")]
    [TestCase(0.04951, "0.050")]
    [TestCase(double.NaN, "")]
    public void Digits_OfAPValue_AreThree(double p, string text) => Assert.That(Digits.P(p), Is.EqualTo(text));

    [TestCase(999, "999")]
    [TestCase(9999, "9,999")]
    [TestCase(12345, "12.3 k")]
    [TestCase(999_600, "1000 k")]
    [TestCase(1.5e6, "1.50 M")]
    public void Digits_OfASize_AreThree(double size, string text) => Assert.That(Digits.Size(size), Is.EqualTo(text));
}
