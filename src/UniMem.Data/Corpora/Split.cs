namespace UniMem.Data.Corpora;

/// <summary>The three parts of a corpus; no document is in two of them.</summary>
public enum Split
{
    /// <summary>What weights and tokenizers are fitted to.</summary>
    Train,

    /// <summary>What settings are chosen by.</summary>
    Validation,

    /// <summary>What is looked at once, at the end.</summary>
    Test,
}
