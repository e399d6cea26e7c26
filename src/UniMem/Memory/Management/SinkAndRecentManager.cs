using TorchSharp;
using UniMem.Components;

namespace UniMem.Memory.Management;

/// <summary>Holds the first slots of each document for ever and the most recent ones beside them.</summary>
/// <remarks>
/// Source: Xiao et al., "Efficient Streaming Language Models with Attention Sinks", ICLR 2024, arXiv:2309.17453, section 3.2; pair it with
/// <c>inject: {type: joint, positions: {type: packed}}</c>. Departs from the authors' code, which evicts before each token is fed: here
/// eviction follows each segment, so a segment sees up to <c>sinks + recent</c> slots besides itself.
/// </remarks>
[Component("sink_and_recent")]
public sealed record SinkAndRecentConfig : ManagerConfig
{
    /// <summary>Slots held from the beginning of a document. At least 0; the paper uses 4.</summary>
    public long Sinks { get; init; } = 4;

    /// <summary>Slots held from its end. At least 1.</summary>
    public required SlotCount Recent { get; init; }

    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context)
    {
        var recent = context.Slots(Recent);
        return Sinks < 0 ? throw context.At("sinks").Wrong($"{Sinks} is out of range; write at least 0 slots.")
            : recent < 1 ? throw context.At("recent").Wrong($"{Recent} is out of range; write at least 1 slot.")
            : new SinkAndRecentManager(Sinks, recent);
    }
}

/// <inheritdoc cref="SinkAndRecentConfig"/>
/// <param name="sinks">Slots held from the beginning. At least 0.</param>
/// <param name="recent">Slots held from the end. At least 1.</param>
public sealed class SinkAndRecentManager(long sinks, long recent) : IMemoryManager
{
    /// <inheritdoc/>
    public long Capacity => sinks + recent;

    /// <inheritdoc/>
    public torch.Tensor Keep(SlotView slots) => (slots.Positions < sinks).logical_or(slots.RankFromNewest < recent);
}
