using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Reading;
using UniMem.Native;

namespace UniMem.Tests;

/// <summary>Search in lists against its explicit twin and against an exact search.</summary>
public sealed class SlotIndexTests
{
    private static readonly SlotIndexConfig Small = new() { Chunk = 32, Lists = 5, Probes = 3 };

    [TestCase(1), TestCase(3), TestCase(1000)]
    public void Search_InSomeLists_FindsWhatTheExplicitFormFinds(int probes)
    {
        using var scope = torch.NewDisposeScope();
        var (held, query) = Scene(slots: 300);
        var reader = Reader(Small with { Probes = probes }, new Not { Pattern = new AnyOf { Patterns = [new Window { Size = 40 }, new Sink()] } });
        var (native, twin) = (Columns(reader, held, query), Columns(reader, held, query with { SlotKernel = null }));
        Assert.That(native.Equals(twin), Is.True);
        var exact = Columns(new TopKReader(6, new Not { Pattern = new AnyOf { Patterns = [new Window { Size = 40 }, new Sink()] } }), held, query);
        Assert.That(native.Equals(exact), Is.EqualTo(probes == 1000), "as an exact search");
    }

    [TestCase(1, "none"), TestCase(6, "none"), TestCase(70, "none"), TestCase(250, "none"), TestCase(6, "NaN")]
    public void Search_OfAllListsWhereManyScoresAreEqual_FindsWhatAnExactSearchFinds(int k, string odd)
    {
        using var scope = torch.NewDisposeScope();
        var (held, query) = Scene(slots: 300);
        var keys = held.Keys.round();
        if (odd == "NaN")
        {
            keys[0, 0, 222, 0] = double.NaN;
        }

        (held, query) = (held with { Keys = keys }, query with { Heads = query.Heads.round() });
        var index = Columns(new TopKReader(k, new Everything(), Build(Small with { Probes = 1000 })), held, query);
        var exact = Columns(new TopKReader(k, new Everything()), held, query);
        Assert.That(index.Equals(exact), Is.True);
    }

    [Test]
    public void Search_AsSlotsComeAndGo_IsThatOfAFreshIndex()
    {
        using var scope = torch.NewDisposeScope();
        var (all, query) = Scene(slots: 400);
        var kept = Reader(Small, new Everything());
        foreach (var (first, length) in new[] { (0, 100), (0, 200), (37, 220), (101, 299), (0, 120) })
        {
            var held = all.Narrow(first, length);
            Assert.That(Columns(kept, held, query).Equals(Columns(Reader(Small, new Everything()), held, query)), Is.True, $"{length} from {first}");
        }

        var other = all with { Keys = all.Keys.flip(2) };
        Assert.That(Columns(kept, other, query).Equals(Columns(Reader(Small, new Everything()), other, query)), Is.True, "another document's keys at the same positions");
    }

    [Test]
    public void Search_AnyNumberOfThreads_FindsTheSameSlots()
    {
        var (held, query) = Scene(slots: 300);
        Threads.AssertSameBits(() => [Columns(Reader(Small, new Everything()), held, query)]);
    }

    [Test]
    public void Recall_OfSomeQueries_IsTheShareOfWhatAnExactSearchFinds()
    {
        using var scope = torch.NewDisposeScope();
        var (held, query) = Scene(slots: 300);
        var index = Build(Small);
        index.Recall = new SearchRecall(every: 4);
        var found = Seen(new TopKReader(6, new Everything(), index), held, query);
        var exact = Seen(new TopKReader(6, new Everything()), held, query);
        var shared = Enumerable.Range(0, found.Length).Where(i => i % 13 % 4 == 0).Sum(i => found[i].Intersect(exact[i]).Count());
        Assert.That(index.Recall.Found, Is.EqualTo(shared));
        Assert.That(index.Recall.Queries, Is.EqualTo(2 * 4 * 4));
        Assert.That(index.Recall.Wanted, Is.EqualTo(6 * index.Recall.Queries));
        Assert.That((double)shared / index.Recall.Wanted, Is.InRange(0.2, 0.999));
    }

    [TestCase(64, "origin", "index: a query would be compared with 56 of 64 slots, too many for an index to gain")]
    [TestCase(4096, "distance", "index: lists go by what keys contain, and here scores also depend on where keys stand")]
    public void Build_IndexThatIsOfNoUse_SaysWhy(int capacity, string positions, string message)
    {
        PositionPolicyConfig policy = positions == "origin" ? new SegmentOriginConfig() : new TrueDistanceConfig();
        var union = new UnionReaderConfig { Readers = [new TopKReaderConfig { K = 2, Index = Small }] };
        var config = Given.With(("recent", Given.KeyValues(capacity, union, new JointInjectorConfig { Positions = policy })));
        Assert.That(() => Given.Model(config, 8), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith("model.memories.recent.read.readers[0]." + message));
    }

    [TestCase(1, 2, 1, "chunk")]
    [TestCase(8, 9, 1, "lists")]
    [TestCase(8, 2, 0, "probes")]
    public void Build_NumbersOutOfRange_SaysWhich(int chunk, int lists, int probes, string key) => Assert.That(
        () => Build(new() { Chunk = chunk, Lists = lists, Probes = probes }),
        Throws.TypeOf<ConfigurationException>().With.Message.Contains($"index.{key}"));

    [Test]
    public void Model_WithAnIndex_ComputesAndLearnsAsWithItsTwin()
    {
        var config = Given.With(("recent", Given.KeyValues(256, new TopKReaderConfig { K = 3, Index = Small }, new JointInjectorConfig { Positions = new SegmentOriginConfig() })));
        var text = Given.Tokens_BT(2, 8 * 30);
        var results = new[] { Given.Double, Given.Double with { Slots = null } }.Select(numerics =>
        {
            var model = Models.LanguageModel.Build(config, Given.Vocabulary, 30, 1, numerics);
            var logits = Given.Read(model, text, 30).Logits;
            return (Logits: logits, Gradients: Given.Gradients(model, logits.pow(2).mean()));
        }).ToList();
        Assert.That(Given.Difference(results[0].Logits, results[1].Logits), Is.LessThan(1e-9));
        foreach (var (name, gradient) in results[0].Gradients)
        {
            Assert.That(Given.Difference(gradient, results[1].Gradients[name]), Is.LessThan(1e-9), name);
        }
    }

    private static SlotIndex Build(SlotIndexConfig config)
    {
        var reader = (TopKReader)new TopKReaderConfig { K = 6, Index = config }.Build(new BuildContext
        {
            Model = Given.Backbone,
            Segment = 8,
            Seed = 1,
            Numerics = Given.Double,
            Rotary = new RotaryEmbedding(6, 10000),
            Path = "read",
        });
        return reader.Indexes.Single();
    }

    private static TopKReader Reader(SlotIndexConfig config, AttentionPattern among) => new(6, among, Build(config));

    private static torch.Tensor Columns(TopKReader reader, MemoryBlock held, AttentionQuery query)
    {
        var view = (PerQueryView)reader.Read(held, query).Single();
        return view.Picks!.Columns.masked_fill(view.Visible.logical_not(), -1).sort(-1).Item1;
    }

    private static long[][] Seen(TopKReader reader, MemoryBlock held, AttentionQuery query) =>
        [.. Columns(reader, held, query).data<long>().ToArray().Chunk(6)];

    /// <summary>Two rows, the second of which holds fewer slots, with a gap; positions begin anywhere.</summary>
    private static (MemoryBlock Held, AttentionQuery Query) Scene(long slots)
    {
        var generator = new torch.Generator(17);
        torch.Tensor Random(params long[] sizes) => torch.randn(sizes, generator: generator, dtype: torch.ScalarType.Float64);
        var positions = torch.arange(slots).unsqueeze(0) + torch.tensor(new long[] { 5, 71 }).unsqueeze(1);
        var column_1M = torch.arange(slots).unsqueeze(0);
        var valid = torch.tensor(new[] { true, false }).unsqueeze(1).logical_or((column_1M > 60).logical_and(column_1M != 150));
        var first = positions.narrow(1, slots - 1, 1) + 1;
        return (new(Random(2, 2, slots, 6), Random(2, 2, slots, 6), positions, valid),
            new(Random(2, 4, 13, 6), first + torch.arange(13).unsqueeze(0), first, new SegmentOrigin(new RotaryEmbedding(6, 10000))) { SlotKernel = new SlotKernel() });
    }
}
