namespace UniMem.Attention;

/// <summary>What the host knows of which query sees which key, so that no mask need be looked at.</summary>
public enum Shown
{
    /// <summary>What the mask says.</summary>
    AsMasked,

    /// <summary>Every query sees every key.</summary>
    Everything,

    /// <summary>As many keys as queries, and each query that anybody asks about sees those up to its own; what padding sees is nobody's concern.</summary>
    Past,
}
