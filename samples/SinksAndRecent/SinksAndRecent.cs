using TorchSharp;
using UniMem.Components;
using UniMem.Memory;

namespace SinksAndRecent;

/// <summary>Holds the first tokens of each document for ever, and the most recent ones beside them.</summary>
/// <remarks>
/// The smallest manager there is: one line decides. Source: attention sinks of StreamingLLM (Xiao et al. 2024, arXiv:2309.17453, section 3.2).
/// Eviction follows each segment here, and each token there.
/// </remarks>
[Component("sinks_and_recent")]
public sealed record SinksAndRecentConfig : ManagerConfig
{
    /// <summary>Tokens held from the beginning of a document. At least 0; the paper uses 4.</summary>
    public long Sinks { get; init; } = 4;

    /// <summary>Slots held from its end. At least 1.</summary>
    public required SlotCount Recent { get; init; }

    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context)
    {
        var recent = context.Slots(Recent);
        return Sinks < 0 ? throw context.At("sinks").Wrong($"{Sinks} is out of range; write at least 0 tokens.")
            : recent < 1 ? throw context.At("recent").Wrong($"{Recent} is out of range; write at least 1 slot.")
            : new SinksAndRecentManager(Sinks, recent);
    }
}

/// <inheritdoc cref="SinksAndRecentConfig"/>
/// <param name="sinks">Tokens held from the beginning. At least 0.</param>
/// <param name="recent">Slots held from the end. At least 1.</param>
public sealed class SinksAndRecentManager(long sinks, long recent) : IMemoryManager
{
    /// <inheritdoc/>
    public long Capacity => sinks + recent;

    /// <inheritdoc/>
    public torch.Tensor Keep(SlotView slots) => (slots.Positions < sinks).logical_or(slots.RankFromNewest < recent);
}
