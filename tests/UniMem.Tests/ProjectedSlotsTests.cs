using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Memory;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;

namespace UniMem.Tests;

/// <summary>Hidden states become keys and values as far as they are read.</summary>
public sealed class ProjectedSlotsTests
{
    private const int Seen = 24;

    private static readonly SlotShape Hidden = new(1, 6, 1);

    [TestCase(64), TestCase(4096)]
    public void Read_ThroughAWindow_ProjectsNoMoreSlotsHoweverManyAreHeld(int capacity)
    {
        using var scope = torch.NewDisposeScope();
        var projection = new Counting();
        var (held, query) = Scene(capacity);
        var recalled = new HiddenWriter(Hidden, new(2, 3, 2)).Recall(held, projection);
        var view = (SharedView)new PositionReader(new Window { Size = Seen }).Read(recalled, query).Single();
        Assert.That(projection.Slots, Is.InRange(Seen - 1, Seen + 32), "slots; a run of 16 is not cut further");
        var (keys, values) = new Counting().Project(held.Keys.squeeze(1));
        var first = capacity - view.Keys.shape[2];
        Assert.That(Given.Difference(view.Keys, keys.narrow(2, first, view.Keys.shape[2])), Is.LessThan(1e-12));
        Assert.That(Given.Difference(view.Values, values.narrow(2, first, view.Keys.shape[2])), Is.LessThan(1e-12));
    }

    [Test]
    public void Read_OfStretchesApart_ProjectsThemAtOnceAndNothingBetween()
    {
        using var scope = torch.NewDisposeScope();
        var projection = new Counting();
        var (held, query) = Scene(2048);
        var recalled = new HiddenWriter(Hidden, new(2, 3, 2)).Recall(held, projection);
        var view = (SharedView)new PositionReader(new AnyOf { Patterns = [new Window { Size = Seen }, new Sink { Count = 4 }] }).Read(recalled, query).Single();
        Assert.That(projection.Slots, Is.InRange(Seen + 3, Seen + 64));
        Assert.That(projection.Calls, Is.EqualTo(1));
        Assert.That(Given.Difference(view.Keys.narrow(2, 0, 4), new Counting().Project(held.Keys.squeeze(1)).Keys.narrow(2, 0, 4)), Is.LessThan(1e-12));
    }

    [Test]
    public void Keys_AskedForBySearchFirst_LearnAllTheSame()
    {
        using var scope = torch.NewDisposeScope();
        var projection = new Counting();
        var recalled = new HiddenWriter(Hidden, new(2, 3, 2)).Recall(Scene(64).Held, projection);
        using (torch.no_grad())
        {
            Assert.That(recalled.Keys.shape, Is.EqualTo(new long[] { 1, 2, 64, 3 }));
        }

        Assert.That(recalled.Keys.requires_grad, Is.True);
        Assert.That(recalled.Narrow(8, 8).Values.requires_grad, Is.True);
        Assert.That(projection.Calls, Is.EqualTo(1), "what is known of all slots serves for some");
    }

    private static (MemoryBlock Held, AttentionQuery Query) Scene(int slots)
    {
        var generator = new torch.Generator(5);
        var hidden = torch.randn([1, 1, slots, 6], generator: generator, dtype: torch.ScalarType.Float64);
        var positions = torch.arange(slots).unsqueeze(0);
        var first = torch.full([1, 1], slots, torch.ScalarType.Int64);
        var held = new MemoryBlock(hidden, hidden, positions, torch.ones([1, slots], torch.ScalarType.Bool)) { Runs = [new(0, slots, 0)] };
        return (held, new(torch.zeros([1, 2, 1, 3], torch.ScalarType.Float64), first, first, new SegmentOrigin(new RotaryEmbedding(2, 10000)))
        {
            Extent = [new(slots, slots)],
        });
    }

    /// <summary>Two heads of width 3 each, by weights that learn.</summary>
    private sealed class Counting : IKeyValueProjection
    {
        private readonly torch.Tensor _weight = torch.linspace(-1, 1, 72, torch.ScalarType.Float64).view(6, 12).requires_grad_();

        public long Slots { get; private set; }

        public int Calls { get; private set; }

        public (torch.Tensor Keys, torch.Tensor Values) Project(torch.Tensor hidden_BME)
        {
            (Slots, Calls) = (Slots + hidden_BME.shape[1], Calls + 1);
            var both_BMHD = hidden_BME.matmul(_weight).view(hidden_BME.shape[0], hidden_BME.shape[1], 4, 3);
            return (both_BMHD.narrow(2, 0, 2).transpose(1, 2), both_BMHD.narrow(2, 2, 2).transpose(1, 2));
        }
    }
}
