using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Memory;
using UniMem.Testing;

namespace ChunkTopK.Tests;

/// <summary>What every reader promises, and what this one chooses.</summary>
public sealed class ChunkTopKTests : MemoryReaderContract<ChunkTopKConfig>
{
    private const int Chunk = 3;

    protected override ChunkTopKConfig Create() => new() { Chunk = 2, K = 1 };

    [TestCase(1)]
    [TestCase(2)]
    public void Read_ChunksWithTheHighestMeanKeys_AreThoseThatALoopFinds(int k)
    {
        using var scope = torch.NewDisposeScope();
        var (held, query) = Sample();
        var view = (PerQueryView)new ChunkTopKReader(Chunk, k).Read(held, query).Single();
        for (var row = 0; row < 2; row++)
        {
            for (var head = 0; head < 4; head++)
            {
                for (var time = 0; time < 5; time++)
                {
                    var shown = view.Visible[row, head, time].data<bool>().ToArray();
                    var seen = view.Positions[row, head, time].data<long>().Where((_, i) => shown[i]).Order();
                    Assert.That(seen, Is.EqualTo(Naive(held, query.Heads[row, head, time], row, head / 2, k)), $"row {row}, head {head}, query {time}");
                }
            }
        }
    }

    [Test]
    public void Read_AsManyChunksAsThereAre_ReadsEverything()
    {
        using var scope = torch.NewDisposeScope();
        var (held, query) = Sample();
        var all = new ChunkTopKReader(Chunk, 4).Read(held, query).Single();
        var almost = new ChunkTopKReader(1, 11).Read(held, query).Single();
        Assert.That(all, Is.TypeOf<SharedView>());
        Assert.That(Attended(almost, query)[1].sub(Attended(all, query)[1]).abs().max().ToDouble(), Is.LessThan(1e-12), "the second row holds eleven");
    }

    private static torch.Tensor Attended(MemoryView view, AttentionQuery query) => AttentionCore.Attend(query, [new(view, query.Policy)]).Values;

    private static IEnumerable<long> Naive(MemoryBlock held, torch.Tensor query_D, int row, int group, int k)
    {
        var valid = held.Valid[row].data<bool>().ToArray();
        var columns = Enumerable.Range(0, valid.Length).Where(m => valid[m]).ToArray();
        return columns.Chunk(Chunk)
            .OrderByDescending(chunk => chunk.Average(m => (held.Keys[row, group, m] * query_D).sum().ToDouble()))
            .Take(k).SelectMany(chunk => chunk).Select(m => held.Positions[row, m].ToInt64()).Order();
    }

    /// <summary>Two rows of twelve slots, of which the first lacks two in the middle and the second the oldest; queries that are not rotated.</summary>
    private static (MemoryBlock Held, AttentionQuery Query) Sample()
    {
        torch.Tensor Random(ulong seed, params long[] shape) => torch.empty(shape, torch.ScalarType.Float64).normal_(0, 1, new torch.Generator(seed));
        var valid = torch.ones([2, 12], torch.ScalarType.Bool);
        valid[0, 5] = valid[0, 6] = valid[1, 0] = torch.tensor(false);
        var positions = (torch.arange(12) * 2).unsqueeze(0).expand(2, -1);
        var query = new AttentionQuery(
            Random(3, 2, 4, 5, 6), torch.arange(5).unsqueeze(0).expand(2, -1) + 24, torch.full([2, 1], 24, torch.ScalarType.Int64), new Unrotated(new(6, 10000)));
        return (new MemoryBlock(Random(1, 2, 2, 12, 6), Random(2, 2, 2, 12, 6), positions, valid), query);
    }
}
