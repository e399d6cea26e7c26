namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>Words that figures share.</summary>
public static class FigureWords
{
    /// <summary>How differences to the baseline are uncertain.</summary>
    public const string DifferenceInterval = "Thin lines: 95 % intervals of the difference, paired by document and, where there are several, by seed.";

    /// <summary>A measure at the beginning of a title.</summary>
    public static string Of(Measure measure) => measure switch
    {
        Measure.Perplexity => "Perplexity",
        Measure.Loss => "Loss",
        Measure.BitsPerByte => "Bits per byte",
        _ => "Difference",
    };
}
