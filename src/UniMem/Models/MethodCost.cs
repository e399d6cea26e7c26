using TorchSharp;
using UniMem.Attention;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>What a model with its memories costs.</summary>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="MemoryBytes">Bytes of memory slots for one document once every memory is full.</param>
/// <param name="FlopsPerToken">
/// Floating-point operations of the matrix products of a forward pass, for one token of text, once every memory is full; a multiplication
/// and its addition are two. Masked scores count: they are computed.
/// </param>
public sealed record MethodCost(long Parameters, long MemoryBytes, double FlopsPerToken)
{
    /// <summary>Counts a model from its configuration.</summary>
    /// <param name="model">As built.</param>
    /// <param name="config">What it was built from.</param>
    /// <param name="vocabulary">Tokens of the vocabulary.</param>
    /// <param name="segment">Tokens of a segment.</param>
    /// <param name="numerics">Types; float32 when null.</param>
    public static MethodCost Of(LanguageModel model, ModelConfig config, long vocabulary, long segment, Numerics? numerics = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(config);
        numerics ??= Numerics.Default;
        var memories = model.Blocks.SelectMany(block => block.Memories).Concat(model.OutputMemories);
        var queries = Queries(model, segment);
        var flops = model.Blocks.Sum(block => LayerFlops(config, queries, block)) + (2.0 * segment * config.Width * vocabulary);
        return new(
            model.parameters().Sum(parameter => parameter.numel()),
            memories.Sum(memory => SlotBytes(memory, numerics) * memory.Capacity),
            flops / segment);
    }

    private static QuerySpan Queries(LanguageModel model, long segment)
    {
        long Sum(Func<IInputInjector, long, long> tokens) =>
            model.OutputMemories.Sum(memory => tokens((IInputInjector)memory.Injector, memory.Capacity));
        return new(Sum((injector, slots) => injector.TokensBefore(slots)), segment + Sum((injector, slots) => injector.AddedTokens(slots)));
    }

    private static double LayerFlops(ModelConfig config, QuerySpan queries, TransformerBlock block)
    {
        var stream = queries.Length;
        var projections = 2.0 * stream * config.Width * ((2 * QueryWidth(config)) + KeyValueWidth(config)
            + ((config.Activation == Activation.Swiglu ? 3 : 2) * config.FeedForward));
        var local = 4.0 * stream * stream * QueryWidth(config) * config.Local.Count;
        return projections + local + block.Memories.Sum(memory => ReadFlops(config, queries, memory)) + PositionFlops(config, queries, block);
    }

    /// <summary>Memory that is scored by the very policy of the segment's own keys is one product with them; other memory has its own.</summary>
    private static double PositionFlops(ModelConfig config, QuerySpan queries, TransformerBlock block)
    {
        var stream = queries.Length;
        bool Joins(LayerMemory memory) => memory.Injector is IJointInjector && ReferenceEquals(memory.Positions, block.Positions) && memory.ReadCost(queries).Compared == 0;
        double Apart(LayerMemory memory) => memory.Positions is { } policy
            ? Flops(policy, memory.ReadCost(queries).Compared) + Flops(policy, memory.ReadCost(queries).Attended)
            : 0;
        double Flops(IPositionPolicy policy, long keys) => keys == 0 ? 0 : policy.PositionFlops(stream, keys);

        var joined = stream + block.Memories.Where(Joins).Sum(memory => memory.ReadCost(queries).Attended);
        return Flops(block.Positions, joined) + ((config.Local.Count - 1) * Flops(block.Positions, stream))
            + block.Memories.Where(memory => !Joins(memory)).Sum(Apart);
    }

    private static double ReadFlops(ModelConfig config, QuerySpan queries, LayerMemory memory)
    {
        var cost = memory.ReadCost(queries);
        var read = cost.Compared > 0 ? memory.Capacity : cost.Attended;
        var recall = memory.Recalled == memory.Held ? 0 : 2.0 * read * config.Width * KeyValueWidth(config);
        var residual = memory.Injector is IResidualInjector injector ? injector.Flops(queries.Length) : 0;
        return recall + residual + (2.0 * queries.Length * QueryWidth(config) * (cost.Compared + (2 * cost.Attended)));
    }

    private static long QueryWidth(ModelConfig config) => config.Heads * config.HeadWidth;

    private static long KeyValueWidth(ModelConfig config) => 2 * config.KeyValueHeads * config.HeadWidth;

    private static long SlotBytes(LayerMemory memory, Numerics numerics)
    {
        return memory.SlotBytes(numerics) + sizeof(long) + sizeof(bool)
            + (memory.CountsAttention ? numerics.Precise.ElementSize() : 0);
    }
}
