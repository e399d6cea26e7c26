using System.Collections.Immutable;
using TorchSharp;

namespace UniMem.Memory;

/// <summary>Everything carried from one segment to the next, by memory and layer. A value: passed in and returned, never kept by a module.</summary>
/// <param name="Blocks">Keyed <c>memory/layer</c>, the layer a number or <c>output</c>.</param>
public sealed record MemoryState(ImmutableDictionary<string, MemoryBlock> Blocks) : IDisposable
{
    /// <summary>Before any document.</summary>
    public static MemoryState Empty { get; } = new(ImmutableDictionary<string, MemoryBlock>.Empty);

    /// <summary>Bytes held, over all memories and layers.</summary>
    public long Bytes => Blocks.Values.Sum(block => block.Bytes);

    /// <summary>Bytes of the buffers that they lie in, with room for further slots: at most twice <see cref="Bytes"/> once carried.</summary>
    public long ReservedBytes => Blocks.Values.Sum(block => block.ReservedBytes);

    /// <summary>The slots of one memory at one layer, or null when it holds none.</summary>
    public MemoryBlock? Find(string key) => Blocks.GetValueOrDefault(key);

    /// <summary>The state with one block replaced, or removed when null.</summary>
    public MemoryState With(string key, MemoryBlock? block) =>
        new(block is null ? Blocks.Remove(key) : Blocks.SetItem(key, block));

    /// <summary>What some of the memories hold.</summary>
    /// <param name="memories">Whether a memory of this name is meant.</param>
    public MemoryState Of(Func<string, bool> memories)
    {
        ArgumentNullException.ThrowIfNull(memories);
        return new(Blocks.RemoveRange(Blocks.Keys.Where(key => !memories(key[..key.LastIndexOf('/')]))));
    }

    /// <summary>This state together with what other memories hold.</summary>
    /// <param name="others">Of memories that this state has no slots of.</param>
    public MemoryState Beside(MemoryState others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new(Blocks.AddRange(others.Blocks));
    }

    /// <summary>The state in which some rows hold nothing, because their documents begin here.</summary>
    /// <param name="startsDocument">One entry a row.</param>
    public MemoryState Forget(IReadOnlyList<bool> startsDocument)
    {
        ArgumentNullException.ThrowIfNull(startsDocument);
        if (Blocks.IsEmpty || !startsDocument.Contains(true))
        {
            return this;
        }

        if (!startsDocument.Contains(false))
        {
            return Empty;
        }

        return new(Blocks.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Forget(startsDocument)));
    }

    /// <summary>The tensors of keys and values that have a graph, in an order of their own.</summary>
    internal IEnumerable<torch.Tensor> Learned => Blocks.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value.Learned);

    /// <summary>Every tensor that the state is held in.</summary>
    internal IEnumerable<torch.Tensor> Handles => Blocks.Values.SelectMany(block => block.Handles);

    /// <summary>The state with other tensors in place of <see cref="Learned"/>.</summary>
    internal MemoryState Replacing(IEnumerable<torch.Tensor> tensors)
    {
        var left = new Queue<torch.Tensor>(tensors);
        return Blocks.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Aggregate(this, (state, pair) => state.With(pair.Key, pair.Value.Replacing(left)));
    }

    /// <summary>The state out of the autograd graph, within the current dispose scope.</summary>
    public MemoryState Detach() => new(Blocks.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.Detach()));

    /// <summary>The state out of the graph and out of every scope: the caller owns it and disposes of it.</summary>
    /// <remarks>The only place where tensors outlive the window that made them.</remarks>
    public MemoryState CarryOver() => new(Blocks.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.CarryOver()));

    /// <summary>Frees every block.</summary>
    public void Dispose()
    {
        foreach (var block in Blocks.Values)
        {
            block.Dispose();
        }
    }

    /// <summary>Names and shapes, not contents.</summary>
    public override string ToString() => string.Join(", ", Blocks.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}: {p.Value}"));
}
