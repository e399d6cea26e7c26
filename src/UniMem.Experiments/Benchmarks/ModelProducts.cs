using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Memory;
using UniMem.Memory.Reading;
using UniMem.Models;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Which matrix products a segment of a run needs once its memories are full.</summary>
/// <remarks>
/// Blocks of 64 queries by 64 keys in which no query sees a key are not counted, for a kernel may leave them out. Slots that carry no gradient
/// need none for their keys and values: keys and values written in an earlier window.
/// </remarks>
public static class ModelProducts
{
    /// <summary>Side of the blocks of scores that are needed as a whole or not at all.</summary>
    public const int Tile = 64;

    /// <summary>The products of one segment.</summary>
    /// <param name="config">The run.</param>
    /// <param name="vocabulary">Tokens of the vocabulary.</param>
    public static MatrixProducts Of(RunConfig config, long vocabulary)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var scope = torch.NewDisposeScope();
        var (model, training) = (config.Model, config.Training);
        using var calls = AttentionCalls.Record(config, vocabulary);
        var rows = training.Batch * calls.Stream;
        var (query, keyValue) = (model.Heads * model.HeadWidth, 2 * model.KeyValueHeads * model.HeadWidth);
        var layer = MatrixProducts.Sum(
        [
            MatrixProducts.Linear(Stage.Projections, rows, model.Width, query + keyValue),
            MatrixProducts.Linear(Stage.Projections, rows, query, model.Width),
            MatrixProducts.Linear(Stage.Mlp, rows, model.Width, (model.Activation == Activation.Swiglu ? 2 : 1) * model.FeedForward),
            MatrixProducts.Linear(Stage.Mlp, rows, model.FeedForward, model.Width),
        ]);
        return MatrixProducts.Sum(
        [
            .. Enumerable.Repeat(layer, model.Layers),
            .. calls.Seen.Select(call => Attention(call, config)),
            .. model.Memories.SelectMany(memory => Memory(memory.Value, config, calls.Stream)),
            MatrixProducts.Linear(Stage.Loss, training.Batch * training.Segment, model.Width, vocabulary),
        ]);
    }

    private static MatrixProducts Attention(AttentionCall call, RunConfig config)
    {
        var own = Math.Min(call.Keys, call.Queries);
        var carried = call.Keys - own;
        var fromMemory = LearnsFromMemory(config) ? 1 : (config.Training.BpttSegments - 1.0) / config.Training.BpttSegments;
        var (memory, text) = (call.Needed(0, carried), call.Needed(carried, own));
        return MatrixProducts.Attention(
            Stage.Attention, call.Heads, call.Queries, call.Keys, config.Model.HeadWidth, memory + text, (memory * fromMemory) + text);
    }

    private static bool LearnsFromMemory(RunConfig config) => config.Model.Memories.Values.Any(memory => memory.Write is Memory.Writing.HiddenWriterConfig);

    private static IEnumerable<MatrixProducts> Memory(MemoryConfig memory, RunConfig config, long stream)
    {
        var model = config.Model;
        var context = new BuildContext
        {
            Model = model,
            Segment = config.Training.Segment,
            Seed = 0,
            Numerics = Numerics.Default,
            Rotary = new RotaryEmbedding(model.HeadWidth, model.RopeBase),
        };
        if (memory.Layers.IsOutput)
        {
            yield break;
        }

        var capacity = memory.Manage.Build(context).Capacity;
        foreach (var _ in memory.Layers.Of(model.Layers))
        {
            if (memory.Write is Memory.Writing.HiddenWriterConfig)
            {
                var learns = (config.Training.BpttSegments - 1.0) / config.Training.BpttSegments;
                yield return MatrixProducts.Linear(
                    Stage.Read, config.Training.Batch * capacity, model.Width, 2 * model.KeyValueHeads * model.HeadWidth, learns);
            }

            foreach (var reader in Searches(memory.Read).Where(reader => reader.K < capacity))
            {
                var competing = Competing(reader.Among.Bind(context), capacity, stream);
                yield return MatrixProducts.Search(Stage.Read, config.Training.Batch * model.Heads, stream, capacity, model.HeadWidth, competing);
                yield return MatrixProducts.Attention(Stage.Attention, config.Training.Batch * model.Heads, stream, reader.K, model.HeadWidth, 1, 0);
            }
        }
    }

    private static double Competing(AttentionPattern among, long capacity, long stream)
    {
        var (keys, queries) = (torch.arange(capacity).unsqueeze(0), torch.arange(stream).unsqueeze(0) + capacity);
        return AttentionCall.Needed(among.Visible(Sight.Of(queries, keys, keys)).expand(1, 1, stream, capacity), stream, capacity);
    }

    private static IEnumerable<TopKReaderConfig> Searches(ReaderConfig reader) => reader switch
    {
        TopKReaderConfig topk => [topk],
        UnionReaderConfig union => union.Readers.SelectMany(Searches),
        _ => [],
    };
}
