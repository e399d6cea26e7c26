namespace UniMem.Experiments.Statistics;

/// <summary>What a comparison shows.</summary>
public enum Verdict
{
    /// <summary>Neither is shown to be better.</summary>
    NoDifferenceShown,

    /// <summary>The method loses less than the baseline.</summary>
    Better,

    /// <summary>The method loses more than the baseline.</summary>
    Worse,
}

/// <summary>Verdicts in words.</summary>
public static class VerdictText
{
    /// <summary>As tables write it.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        _ => "no difference shown",
    };
}
