using System.Collections.Immutable;
using TorchSharp;
using UniMem.Attention;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>Adds up, in one layer and one segment, the attention that slots and own keys receive; out of the graph.</summary>
/// <remarks>Slots are told apart by how many valid slots of their row are newer, which every view of them knows.</remarks>
/// <param name="asks_BT">Bool: which queries count.</param>
internal sealed class AttentionTally(torch.Tensor asks_BT)
{
    private readonly List<(LayerMemory Memory, MemoryView View, torch.Tensor Weights)> _seen = [];
    private torch.Tensor? _own;

    /// <summary>Notes the softmaxes that the segment's own keys took part in.</summary>
    /// <param name="memories">The views that stood before the own keys in the first of them.</param>
    /// <param name="softmaxes">Each with the own keys last.</param>
    /// <param name="merged">What they were merged to.</param>
    public void Add(IReadOnlyList<(LayerMemory Memory, MemoryView View)> memories, IReadOnlyList<AttentionOutput> softmaxes, AttentionOutput merged)
    {
        using var _ = torch.no_grad();
        foreach (var softmax in softmaxes)
        {
            var weights = softmaxes.Count == 1
                ? softmax.Weights
                : [.. softmax.Weights.Select(part => part * (softmax.LogMass - merged.LogMass).exp().unsqueeze(-1))];
            _own = _own is null ? Asked(weights[^1]) : _own + Asked(weights[^1]);
            if (ReferenceEquals(softmax, softmaxes[0]))
            {
                Note(memories, weights);
            }
        }
    }

    /// <summary>Notes a softmax over one memory alone.</summary>
    public void Add(IReadOnlyList<(LayerMemory Memory, MemoryView View)> memories, AttentionOutput softmax)
    {
        using var _ = torch.no_grad();
        Note(memories, softmax.Weights);
    }

    /// <summary>What was received.</summary>
    /// <param name="memories">The layer's memories.</param>
    /// <param name="state">What they held.</param>
    public ReceivedAttention Sum(IReadOnlyList<LayerMemory> memories, MemoryState state)
    {
        using var _ = torch.no_grad();
        var own_BT = _own!.mean([1]).sum(1);
        var received = memories.Where(memory => memory.CountsAttention)
            .Select(memory => (memory.Name, Held: memory.HeldIn(state), Seen: _seen.Where(seen => seen.Memory == memory).ToList()))
            .Where(memory => memory.Held is not null)
            .ToImmutableDictionary(memory => memory.Name, memory => Sum(memory.Held!, memory.Seen, own_BT.dtype));
        return new(own_BT, received);
    }

    private static torch.Tensor Sum(
        MemoryBlock held, IReadOnlyList<(LayerMemory Memory, MemoryView View, torch.Tensor Weights)> seen, torch.ScalarType type)
    {
        var byRank_BM = torch.zeros_like(held.Positions, type);
        foreach (var (_, view, weights_BHTS) in seen)
        {
            var (ranks, received) = view is PerQueryView own
                ? (own.RankFromNewest.flatten(1), (weights_BHTS / weights_BHTS.shape[1]).flatten(1))
                : (((SharedView)view).RankFromNewest, weights_BHTS.mean([1]).sum(1));
            byRank_BM = byRank_BM.scatter_add(1, ranks.clamp(0, held.Slots - 1), received);
        }

        var ranks_BM = SlotRanks.Of(held.Valid).FromNewest.clamp(0, held.Slots - 1);
        return byRank_BM.gather(1, ranks_BM).masked_fill(held.Valid.logical_not(), 0);
    }

    private void Note(IReadOnlyList<(LayerMemory Memory, MemoryView View)> memories, IReadOnlyList<torch.Tensor> weights) =>
        _seen.AddRange(memories.Select((memory, i) => (memory.Memory, memory.View, Asked(weights[i]))).Where(seen => seen.Memory.CountsAttention));

    /// <summary>Weights of the queries that count.</summary>
    private torch.Tensor Asked(torch.Tensor weights_BHTS) => weights_BHTS * asks_BT.unsqueeze(1).unsqueeze(-1);
}
