namespace UniMem.Testing.Rules;

/// <summary>A generated situation in which a part is tried: small, readable, and the same tensors every time.</summary>
internal abstract record Situation
{
    /// <summary>The situation as a message tells it.</summary>
    public abstract string InWords { get; }

    /// <summary>How many rows take part.</summary>
    public abstract int RowCount { get; }
}
