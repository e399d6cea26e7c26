namespace UniMem.Training;

/// <summary>Where a training step begins to compute activations again instead of keeping them.</summary>
public enum ActivationCheckpoints
{
    /// <summary>Nowhere: all are kept.</summary>
    None,

    /// <summary>At the input of each layer.</summary>
    Layer,

    /// <summary>At the memory that each segment of a window begins with.</summary>
    Segment,
}
