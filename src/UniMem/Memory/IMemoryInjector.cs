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

/// <summary>Enters as a residual of its own after self-attention.</summary>
public interface IResidualInjector : IMemoryInjector
{
    /// <summary>What to add to the stream, (B, T, E).</summary>
    torch.Tensor Residual(ResidualStream stream, IReadOnlyList<MemoryView> memory);
}

/// <summary>Kind of component: memory injection, which is how what was read enters the forward pass.</summary>
public abstract record InjectorConfig : ComponentConfig
{
    /// <summary>Builds the injector of one memory at one layer. An injector that learns is an <c>nn.Module</c>.</summary>
    public abstract IMemoryInjector Build(BuildContext context);
}
