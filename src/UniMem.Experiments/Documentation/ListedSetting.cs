namespace UniMem.Experiments.Documentation;

/// <summary>One setting as it is listed for readers.</summary>
/// <param name="Key">Its key in files.</param>
/// <param name="Form">What may be written, in words.</param>
/// <param name="Default">Its default as YAML; null when it must be given.</param>
/// <param name="Range">The numbers it takes; null when it holds no number or any.</param>
/// <param name="Summary">What it means.</param>
public sealed record ListedSetting(string Key, string Form, string? Default, NumberRange? Range, string Summary)
{
    /// <summary>Form and range together, such as <c>a whole number, at least 1</c>.</summary>
    public string FormAndRange => Range is null ? Form : $"{Form}, {Range}";
}
