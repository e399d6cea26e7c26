using System.Collections.Immutable;
using TorchSharp;
using UniMem.Attention;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>Self-attention of one layer with the memories that enter it.</summary>
/// <param name="memories">The layer's memories.</param>
/// <param name="positions">How the segment's own keys are scored.</param>
/// <param name="projection">The layer's keys and values.</param>
internal sealed class MemoryAttention(IReadOnlyList<LayerMemory> memories, IPositionPolicy positions, IKeyValueProjection projection)
{
    private readonly bool _counts = memories.Any(memory => memory.CountsAttention);

    private sealed record Read(LayerMemory Memory, AttentionPart Part);

    /// <summary>What the heads attended to.</summary>
    /// <param name="query">The layer's queries.</param>
    /// <param name="own">The segment's own keys, once for each local pattern.</param>
    /// <param name="asks_BT">Bool: which places of the stream ask; padding does not.</param>
    /// <param name="state">Before the segment.</param>
    /// <returns>The output, and the attention that keys received where a manager looks at it.</returns>
    public (AttentionOutput Output, ReceivedAttention? Received) Attend(
        AttentionQuery query, IReadOnlyList<AttentionPart> own, torch.Tensor asks_BT, MemoryState state)
    {
        List<Read> joint = [.. memories.Where(memory => memory.Injector is IJointInjector)
            .SelectMany(memory => Parts(memory, query, state)).OrderBy(read => ScoredAsLocal(read.Part))];
        var first = AttentionCore.Attend(query, [.. joint.Select(read => read.Part), own[0]]);
        List<AttentionOutput> others = [.. own.Skip(1).Select(part => AttentionCore.Attend(query, [part]))];
        var output = others.Aggregate(first, (sum, other) => AttentionCore.Merge(query, sum, other));
        var tally = _counts ? new AttentionTally(asks_BT) : null;
        tally?.Add(joint.ConvertAll(read => (read.Memory, read.Part.View)), [first, .. others], output);
        foreach (var memory in memories)
        {
            output = Fuse(output, memory, query, state, tally);
        }

        return (output, tally?.Sum(memories, state));
    }

    private AttentionOutput Fuse(AttentionOutput output, LayerMemory memory, AttentionQuery query, MemoryState state, AttentionTally? tally)
    {
        if (memory.Injector is not IGatedInjector gated || Parts(memory, query, state) is not { Count: > 0 } read)
        {
            return output;
        }

        var seen = AttentionCore.Attend(query, [.. read.Select(part => part.Part)]);
        tally?.Add(read.ConvertAll(part => (part.Memory, part.Part.View)), seen);
        return gated.Fuse(output, seen);
    }

    private List<Read> Parts(LayerMemory memory, AttentionQuery query, MemoryState state) =>
        [.. memory.Read(state, query with { Policy = memory.Positions! }, projection).Select(view => new Read(memory, new(view, memory.Positions!)))];

    /// <summary>Whether a part belongs beside the segment's own keys: scored by the very same policy, both are one product.</summary>
    private bool ScoredAsLocal(AttentionPart part) => part.View is SharedView && ReferenceEquals(part.Policy, positions);
}
