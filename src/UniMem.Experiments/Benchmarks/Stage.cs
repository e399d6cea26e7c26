namespace UniMem.Experiments.Benchmarks;

/// <summary>Where the time of a training step goes.</summary>
public enum Stage
{
    /// <summary>Embedding, residual sums, memory tokens put into the sequence, and the text itself.</summary>
    Other,

    /// <summary>Queries, keys and values on the way in, the heads' output on the way out.</summary>
    Projections,

    /// <summary>Rotation, scores, softmax, weighted sums, gates.</summary>
    Attention,

    /// <summary>Choosing what queries see of memory, search and projection of hidden states included.</summary>
    Read,

    /// <summary>Turning a segment into slots, deciding which stay, carrying them over.</summary>
    Write,

    /// <summary>The feed-forward layer.</summary>
    Mlp,

    /// <summary>Norms.</summary>
    Norm,

    /// <summary>The head and the cross-entropy.</summary>
    Loss,

    /// <summary>What the backward pass does between its nodes, sums of gradients among it, and clipping.</summary>
    Between,

    /// <summary>AdamW.</summary>
    Optimizer,
}
