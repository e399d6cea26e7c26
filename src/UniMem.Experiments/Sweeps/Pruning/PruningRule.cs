namespace UniMem.Experiments.Sweeps.Pruning;

/// <summary>How it is decided which runs are stopped.</summary>
public enum PruningRule
{
    /// <summary>None is.</summary>
    None,

    /// <summary>
    /// Those that are worse than the median of all that came as far (after Golovin et al., "Google Vizier", KDD 2017, section 3.2.2; there a run is
    /// held against the means of the others up to the step, here against their values at the step).
    /// </summary>
    Median,

    /// <summary>All but the best share (Jamieson and Talwalkar, AISTATS 2016, arXiv:1502.07943; steps and share are given instead of derived from a budget).</summary>
    SuccessiveHalving,

    /// <summary>Those that have not become better themselves; the other runs do not matter.</summary>
    NoImprovement,
}
