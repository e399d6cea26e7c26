using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Tests.Parts;

namespace UniMem.Tests;

/// <summary>What slots are said to have received is what a loop over queries, heads and keys adds up to.</summary>
public sealed class ReceivedAttentionTests
{
    private const long Segment = 4;
    private const int Segments = 4;
    private const long Rows = 2;

    private static readonly JointInjectorConfig Joint = new() { Positions = new UnrotatedConfig() };

    [TestCase(0)]
    [TestCase(3)]
    public void Attention_JointMemory_EqualsALoopOverQueriesHeadsAndKeys(int k)
    {
        var (layer, state) = Read(Memory(99, k == 0 ? Given.Everything : new TopKReaderConfig { K = k }, Joint), Given.Backbone.Local);
        Compare(state, Naive(layer, k == 0 ? int.MaxValue : k, gated: false));
    }

    [Test]
    public void Attention_WindowThatShowsPartOfTheMemory_CountsForTheRightSlots()
    {
        var window = new Window { Size = 6 };
        var (layer, state) = Read(Memory(99, new PositionReaderConfig { Pattern = window }, Joint), Given.Backbone.Local);
        Compare(state, Naive(layer, int.MaxValue, gated: false, window: 6));
    }

    [TestCase(0)]
    [TestCase(3)]
    public void Attention_GatedMemory_CountsItsOwnSoftmax(int k)
    {
        var (layer, state) = Read(Memory(99, k == 0 ? Given.Everything : new TopKReaderConfig { K = k }, new GatedInjectorConfig()), Given.Backbone.Local);
        Compare(state, Naive(layer, k == 0 ? int.MaxValue : k, gated: true));
    }

    [Test]
    public void Attention_LocalPatternsThatAreMerged_CountAsTheirUnion()
    {
        var near = new Window { Size = 2 };
        IReadOnlyList<AttentionPattern> halves = [near, new AllOf { Patterns = [new Causal(), new Not { Pattern = near }] }];
        var (layer, state) = Read(Memory(99, Given.Everything, Joint), halves);
        Compare(state, Naive(layer, int.MaxValue, gated: false));
    }

    [Test]
    public void Attention_RowOfABatch_IsThatOfTheRowAlone()
    {
        var config = Config(Memory(5, Given.Everything, Joint), Given.Backbone.Local);
        var (model, text) = (Given.Model(config, Segment), Given.Tokens_BT(3, Segments * Segment));
        var together = Given.Read(model, text, Segment).State.Find("m/0")!;
        var alone = Given.Read(model, text.narrow(0, 1, 1), Segment).State.Find("m/0")!;

        Assert.That(Given.Difference(together.Attention!.narrow(0, 1, 1), alone.Attention!), Is.LessThan(1e-12));
        Assert.That(together.Positions.narrow(0, 1, 1).Equals(alone.Positions), Is.True);
    }

    [Test]
    public void Attention_Padding_AsksNothing()
    {
        var config = Config(Memory(99, Given.Everything, Joint), Given.Backbone.Local);
        var (model, tokens) = (Given.Model(config, Segment), Given.Tokens_BT(1, Segment));
        var full = Given.Read(model, tokens, Segment).State;
        var held = model.Forward(tokens, torch.tensor(new long[] { 4, 5, -1, -1 }).unsqueeze(0), full).State.Find("m/0")!;

        Assert.That(held.Attention!.sum().ToDouble(), Is.EqualTo(Segment + 2.0).Within(1e-12), "six tokens asked, and each has one attention to give");
    }

    [Test]
    public void Keep_ByAttention_HoldsTheSlotsThatALoopFindsMostAttended()
    {
        var everything = Naive(Read(Memory(99, Given.Everything, Joint), Given.Backbone.Local, segments: 1).Layer, int.MaxValue, gated: false);
        var held = Read(Memory(2, Given.Everything, Joint), Given.Backbone.Local, segments: 1).State.Find("m/0")!;
        for (var row = 0; row < Rows; row++)
        {
            var best = everything[row].Select((attention, slot) => (attention, (long)slot)).OrderByDescending(slot => slot.attention).Take(2).Select(slot => slot.Item2).Order();
            Assert.That(held.Positions[row].data<long>().ToArray(), Is.EqualTo(best));
        }
    }

    [Test]
    public void Forget_RowThatBegins_HasReceivedNothing()
    {
        var (_, state) = Read(Memory(99, Given.Everything, Joint), Given.Backbone.Local);
        var held = state.Forget([true, false]).Find("m/0")!;

        Assert.That(held.Attention![0].abs().max().ToDouble(), Is.Zero);
        Assert.That(Given.Difference(held.Attention![1], state.Find("m/0")!.Attention![1]), Is.Zero);
    }

    [Test]
    public void Attention_WhereNoManagerLooksAtIt_IsNotCounted()
    {
        var spy = new SpyWriterConfig();
        var other = Given.KeyValues(9) with { Write = new EvictedWriterConfig { From = "m" } };
        var mixed = Given.Read(Given.Model(Given.With(("m", Memory(3, Given.Everything, Joint)), ("after", other)), Segment), Given.Tokens_BT(1, 12), Segment).State;
        Given.Read(Given.Model(Given.With(("m", Given.KeyValues(9) with { Write = spy })), Segment), Given.Tokens_BT(1, 12), Segment);

        Assert.That(mixed.Find("m/0")!.Attention, Is.Not.Null);
        Assert.That(mixed.Find("after/0")!.Attention, Is.Null, "what is evicted into a memory that does not count brings none");
        Assert.That(spy.Seen.Select(layer => layer.Received), Is.All.Null);
    }

    [Test]
    public void SlotView_OfAManagerThatDoesNotSayItLooksAtAttention_SaysHow()
    {
        var block = ReadingTests.Sample(3, 1).Held;
        Assert.That(() => new SlotView(block, 0).Attention, Throws.InvalidOperationException.With.Message.Contains("IAttentionManager"));
    }

    [Test]
    public void Build_ManagerByAttentionOutsideSelfAttention_IsRefused()
    {
        var memory = Memory(9, Given.Everything, new CrossAttentionConfig()) with { Write = new HiddenWriterConfig() };
        Assert.That(
            () => Given.Model(Given.With(("m", memory)), Segment),
            Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("model.memories.m.manage: this manager goes by the attention"));
    }

    private static MemoryConfig Memory(long capacity, ReaderConfig read, InjectorConfig inject) =>
        Given.KeyValues(capacity, read, inject) with { Manage = new MostAttendedConfig { Capacity = capacity } };

    private static ModelConfig Config(MemoryConfig memory, IReadOnlyList<AttentionPattern> local) =>
        Given.With(("m", memory)) with { Layers = 1, Positions = new UnrotatedConfig(), Local = local };

    private static (IReadOnlyList<LayerActivations> Layer, MemoryState State) Read(
        MemoryConfig memory, IReadOnlyList<AttentionPattern> local, int segments = Segments)
    {
        var spy = new SpyWriterConfig();
        var model = Given.Model(Config(memory with { Write = spy }, local), Segment);
        var (_, state) = Given.Read(model, Distinct_BT(segments * Segment), Segment);
        return (spy.Seen, state);
    }

    /// <summary>A text in which no token comes twice, so that no two keys score alike.</summary>
    private static torch.Tensor Distinct_BT(long length) => torch.stack(
        [.. Enumerable.Range(1, (int)Rows).Select(row => torch.randperm(Given.Vocabulary, torch.ScalarType.Int64, generator: new torch.Generator((ulong)row)).narrow(0, 0, length))]);

    private static void Compare(MemoryState state, double[][] expected)
    {
        var attention = state.Find("m/0")!.Attention!;
        for (var row = 0; row < Rows; row++)
        {
            Assert.That(attention[row].data<double>().ToArray(), Is.EqualTo(expected[row]).Within(1e-9));
        }
    }

    /// <summary>The attention each token received, [row][token], from scores computed one by one.</summary>
    private static double[][] Naive(IReadOnlyList<LayerActivations> segments, int k, bool gated, long window = long.MaxValue)
    {
        var (heads, share, length) = (Given.Backbone.Heads, Given.Backbone.Heads / Given.Backbone.KeyValueHeads, (int)(segments.Count * Segment));
        var queries = torch.cat([.. segments.Select(layer => layer.Queries!)], 2);
        var keys = torch.cat([.. segments.Select(layer => layer.Keys!)], 2);
        var received = new double[Rows][];
        for (var row = 0; row < Rows; row++)
        {
            received[row] = new double[length];
            for (var head = 0; head < heads; head++)
            {
                var scores = queries[row, head].matmul(keys[row, head / share].t()) / Math.Sqrt(Given.Backbone.HeadWidth);
                for (var query = 0; query < length; query++)
                {
                    var score = Enumerable.Range(0, query + 1).Select(key => scores[query, key].ToDouble()).ToArray();
                    var first = query / (int)Segment * (int)Segment;
                    var memory = Enumerable.Range(0, first).Where(key => query - key < window).OrderByDescending(key => score[key]).Take(k).ToArray();
                    var own = Enumerable.Range(first, query + 1 - first).ToArray();
                    int[][] softmaxes = gated ? [memory, own] : [[.. memory, .. own]];
                    foreach (var softmax in softmaxes)
                    {
                        var sum = softmax.Sum(key => Math.Exp(score[key]));
                        foreach (var key in softmax)
                        {
                            received[row][key] += Math.Exp(score[key]) / sum / heads;
                        }
                    }
                }
            }
        }

        return received;
    }

    /// <summary>Writes keys and values, and keeps what the layer showed.</summary>
    [Component("test_spy")]
    private sealed record SpyWriterConfig : WriterConfig
    {
        public List<LayerActivations> Seen { get; } = [];

        public override IMemoryWriter Build(BuildContext context) => new Spy(new KeyValueWriter(SlotShape.KeyValue(context.Model)), Seen);

        private sealed class Spy(KeyValueWriter writer, List<LayerActivations> seen) : IMemoryWriter
        {
            public SlotShape Held => writer.Held;

            public MemoryBlock? Write(LayerActivations layer)
            {
                seen.Add(layer);
                return writer.Write(layer);
            }
        }
    }
}
