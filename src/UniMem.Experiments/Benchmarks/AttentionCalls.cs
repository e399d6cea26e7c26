using TorchSharp;
using UniMem.Attention;
using UniMem.Experiments.Configuration;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Experiments.Benchmarks;

/// <summary>One softmax over one set of keys.</summary>
/// <param name="Heads">Rows times query heads.</param>
/// <param name="Queries">Queries of each, T.</param>
/// <param name="Keys">Keys of each, S.</param>
/// <param name="Visible">Bool, broadcastable to (B, H, T, S).</param>
public sealed record AttentionCall(long Heads, long Queries, long Keys, torch.Tensor Visible)
{
    /// <summary>Part of all scores, from 0 to 1, that lies in blocks of a run of keys in which some query sees some key.</summary>
    public double Needed(long start, long length) =>
        length == 0 ? 0 : Needed(Visible.expand(-1, -1, Queries, Keys).narrow(-1, start, length), Queries, length) * length / Keys;

    /// <summary>Part of the scores that lies in such blocks.</summary>
    /// <param name="visible_BHTS">Bool, of all queries and keys.</param>
    /// <param name="queries">Queries.</param>
    /// <param name="keys">Keys.</param>
    internal static double Needed(torch.Tensor visible_BHTS, long queries, long keys)
    {
        var (wide, high) = (visible_BHTS.shape[0] * visible_BHTS.shape[1], 0.0);
        for (var row = 0L; row < queries; row += ModelProducts.Tile)
        {
            var rows = Math.Min(ModelProducts.Tile, queries - row);
            var seen_BHS = visible_BHTS.narrow(2, row, rows).any(2);
            for (var column = 0L; column < keys; column += ModelProducts.Tile)
            {
                var columns = Math.Min(ModelProducts.Tile, keys - column);
                var blocks = seen_BHS.narrow(2, column, columns).any(-1).sum().cpu().item<long>();
                high += (double)blocks / wide * rows * columns;
            }
        }

        return high / ((double)queries * keys);
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => FormattableString.Invariant($"AttentionCall({Heads} x {Queries} x {Keys})");
}

/// <summary>What a model attends to in a segment whose memories are full.</summary>
internal sealed class AttentionCalls : IAttentionKernel, IDisposable
{
    private readonly List<AttentionCall> _seen = [];

    /// <summary>The calls of the last segment.</summary>
    public IReadOnlyList<AttentionCall> Seen => _seen;

    /// <summary>Places of the sequence that went through the layers.</summary>
    public long Stream => _seen[0].Queries;

    /// <summary>Runs one row of a small model of the same memories until they are full.</summary>
    public static AttentionCalls Record(RunConfig config, long vocabulary)
    {
        using var quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var calls = new AttentionCalls();
        var segment = config.Training.Segment;
        using var model = LanguageModel.Build(config.Model, vocabulary, segment, config.Seed, Numerics.Default with { Attention = calls });
        var state = MemoryState.Empty;
        for (var i = 0; i < 1 + SegmentsToFill(model, segment); i++)
        {
            calls.Clear();
            var positions_1T = torch.arange(segment).unsqueeze(0) + ((long)i * segment);
            (_, state) = model.Encode(torch.zeros([1, segment], torch.ScalarType.Int64), positions_1T, state);
        }

        for (var i = 0; i < calls._seen.Count; i++)
        {
            var call = calls._seen[i];
            calls._seen[i] = call with { Heads = call.Heads * config.Training.Batch, Visible = call.Visible.alias().DetachFromDisposeScope() };
        }

        return calls;
    }

    /// <inheritdoc/>
    public AttentionOutput? Attend(ScaledProducts products, torch.Tensor values_BGSD, torch.Tensor visible_BHTS)
    {
        var shape = products.Queries.shape;
        _seen.Add(new(shape[0] * shape[1], shape[2], products.Keys.shape[2], visible_BHTS));
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _seen.ForEach(call => call.Visible.Dispose());

    private void Clear() => _seen.Clear();

    private static long SegmentsToFill(LanguageModel model, int segment) =>
        model.Blocks.SelectMany(block => block.Memories).Select(memory => (memory.Capacity + segment - 1) / segment).Prepend(1).Max();
}
