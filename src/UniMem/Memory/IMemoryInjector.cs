using TorchSharp;
using UniMem.Attention;
using UniMem.Components;

namespace UniMem.Memory;

/// <summary>Memory injection: how what was read enters the forward pass.</summary>
/// <remarks>Implement one of the derived interfaces: they say at which point of the backbone it enters.</remarks>
public interface IMemoryInjector;

/// <summary>Enters self-attention, in one softmax with the segment's own keys.</summary>
public interface IJointInjector : IMemoryInjector
{
    /// <summary>Where memory stands relative to the segment.</summary>
    IPositionPolicy Positions { get; }
}

/// <summary>Enters self-attention as an output of its own.</summary>
public interface IGatedInjector : IMemoryInjector
{
    /// <summary>Where memory stands relative to the segment.</summary>
    IPositionPolicy Positions { get; }

    /// <summary>Brings the two finished outputs together.</summary>
    /// <param name="self">Attention over the segment (and what other memories join to it).</param>
    /// <param name="memory">Attention over this memory; a query that saw nothing has zeros.</param>
    AttentionOutput Fuse(AttentionOutput self, AttentionOutput memory);
}

/// <summary>Enters as further tokens of the sequence; they leave before the head.</summary>
public interface IInputInjector : IMemoryInjector
{
    /// <summary>Tokens that this injector adds to a segment, once its memory is full.</summary>
    /// <param name="slots">Slots held.</param>
    long AddedTokens(long slots);

    /// <summary>How many of them stand before the segment.</summary>
    /// <param name="slots">Slots held.</param>
    long TokensBefore(long slots);

    /// <summary>The stream with the memory's tokens in it.</summary>
    /// <param name="stream">As it leaves the embedding, or an earlier injector.</param>
    /// <param name="memory">What the reader chose: keys (B, 1, M, E) in the model's width.</param>
    ResidualStream Enter(ResidualStream stream, IReadOnlyList<MemoryView> memory);
}

/// <summary>Enters as a residual of its own, after self-attention has been added to the stream and before the feed-forward layer.</summary>
/// <remarks>
/// Such an injector asks with queries of its own, and may bring projections of its own for what it reads. It is not asked while the memory
/// holds nothing. To a query that sees no slot it must add exactly zero, whatever the slots that it does not see are.
/// </remarks>
public interface IResidualInjector : IMemoryInjector
{
    /// <summary>How the memory's keys are scored, by readers that compare and by the injector.</summary>
    IPositionPolicy Positions { get; }

    /// <summary>What turns hidden states that the memory holds into keys and values; null for the layer's own weights.</summary>
    IKeyValueProjection? Projection { get; }

    /// <summary>What the memory is asked with, (B, H, T, D), unrotated, in the compute type.</summary>
    /// <param name="stream">(B, T, E), with self-attention in it.</param>
    torch.Tensor Queries(ResidualStream stream);

    /// <summary>What to add to the stream, (B, T, E).</summary>
    /// <param name="stream">As <see cref="Queries"/> got it.</param>
    /// <param name="query">What <see cref="Queries"/> gave, with its positions and policy.</param>
    /// <param name="memory">What the reader chose, at least one view: keys and values of the layer's shape.</param>
    torch.Tensor Residual(ResidualStream stream, AttentionQuery query, IReadOnlyList<MemoryView> memory);

    /// <summary>Floating-point operations of its matrix products for one row, without recalling, scoring and weighing slots.</summary>
    /// <param name="queries">Queries of a segment.</param>
    double Flops(long queries);
}

/// <summary>Kind of component: memory injection, which is how what was read enters the forward pass.</summary>
public abstract record InjectorConfig : ComponentConfig
{
    /// <summary>Builds the injector of one memory at one layer. An injector that learns is an <c>nn.Module</c>.</summary>
    public abstract IMemoryInjector Build(BuildContext context);
}
