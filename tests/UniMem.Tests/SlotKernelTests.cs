using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Reading;
using UniMem.Native;

namespace UniMem.Tests;

/// <summary>Search and attention to what it finds against their explicit twins, on shapes that fit no tile and rows of different fill.</summary>
public sealed class SlotKernelTests
{
    private static readonly (int Rows, int Heads, int Groups, int Queries, int Slots, int Width, int K)[] Shapes =
    [
        (1, 1, 1, 1, 2, 2, 1), (2, 4, 4, 13, 70, 6, 3), (3, 4, 2, 61, 129, 8, 32), (1, 6, 3, 130, 700, 18, 70), (2, 2, 1, 60, 1024, 32, 4),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from shape in Shapes
        from among in Enum.GetValues<Competing>()
        from type in new[] { torch.ScalarType.Float64, torch.ScalarType.Float32, torch.ScalarType.BFloat16 }
        where type != torch.ScalarType.BFloat16 || among == Competing.Far
        select new TestCaseData(shape, among, type).SetArgDisplayNames($"{shape}", $"{among}", $"{type}");

    /// <summary>Which slots compete, and how they are scored.</summary>
    public enum Competing
    {
        All,
        Far,
        FarTurned,
    }

    [TestCaseSource(nameof(Cases))]
    public void TopK_AnyShapeAndPattern_FindsReadsAndLearnsLikeTheExplicitForm(
        (int Rows, int Heads, int Groups, int Queries, int Slots, int Width, int K) shape, Competing competing, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        var (held, query) = Scene(shape, type, competing == Competing.FarTurned ? rotary => new TrueDistance(rotary) : rotary => new SegmentOrigin(rotary));
        AttentionPattern among = competing == Competing.All ? new Everything()
            : new Not { Pattern = new AnyOf { Patterns = [new Window { Size = shape.Queries }, new Oldest { Count = 2 }] } };
        var reader = new TopKReader(shape.K, among);

        var exact = (PerQueryView)reader.Read(Clean(held), query).Single();
        var kernel = query with { SlotKernel = new SlotKernel() };
        var view = (PerQueryView)reader.Read(held, kernel).Single();
        torch.Tensor Seen(PerQueryView found) => found.Picks!.Columns.masked_fill(found.Visible.logical_not(), shape.Slots).sort(-1).Item1;
        Assert.That(view.Visible.sum(-1).Equals(exact.Visible.sum(-1)), Is.True);
        var tolerance = type switch { torch.ScalarType.Float64 => 1e-12, torch.ScalarType.Float32 => 2e-5, _ => 0.06 };
        if (type == torch.ScalarType.Float64)
        {
            Assert.That(Seen(view).Equals(Seen(exact)), Is.True);
        }
        else
        {
            // Nearly equal slots may change places, and bfloat16 knows many of those: the twin attends to what the kernel has found.
            Assert.That(Seen(view).eq(Seen(exact)).to_type(torch.ScalarType.Float32).mean().ToDouble(), Is.GreaterThan(type == torch.ScalarType.Float32 ? 0.999 : 0.9));
            exact = new(new(Table(Clean(held)), view.Picks!.Columns), view.Visible);
        }

        var expected = AttentionCore.Attend(query, [new(exact, query.Policy)]);
        var actual = AttentionCore.Attend(kernel, [new(view, query.Policy)]);
        Assert.That(actual.Values.dtype, Is.EqualTo(type));
        Assert.That(Given.Difference(expected.Values, actual.Values), Is.LessThan(tolerance));
        Assert.That(Given.Difference(expected.LogMass.clamp(min: -1e6), actual.LogMass.clamp(min: -1e6)), Is.LessThan(tolerance));

        torch.Tensor Loss(AttentionOutput output) => output.Values.pow(2).sum() + output.LogMass.masked_fill(output.Sees.logical_not(), 0).pow(2).sum();
        torch.Tensor[] inputs = [query.Heads, held.Keys, held.Values];
        foreach (var (twin, own) in torch.autograd.grad([Loss(expected)], inputs).Zip(torch.autograd.grad([Loss(actual)], inputs)))
        {
            Assert.That(own.dtype, Is.EqualTo(type));
            Assert.That(Given.Difference(twin, own) / Math.Max(1, twin.abs().max().ToDouble()), Is.LessThan(tolerance));
        }
    }

    [TestCase(false), TestCase(true)]
    public void TopK_EqualScores_GoToTheOlderSlot(bool kernel)
    {
        var keys_BGMD = torch.tensor(new float[] { 1, 3, 2, 3, 3, 2, 3, 0 }).view(1, 1, -1, 1);
        var keys = torch.cat([keys_BGMD, torch.zeros([1, 1, 200, 1]), keys_BGMD], 2);
        var found = Found(keys, kernel, 3);
        Assert.That(found.Picks!.Columns.data<long>().ToArray(), Is.EqualTo(new long[] { 1, 3, 4 }));
    }

    [TestCase(40), TestCase(3), TestCase(1)]
    public void TopK_FewDifferentScoresOfManySlots_AreTheBestAndOfTheEqualTheOldest(int levels)
    {
        var random = new Random(levels);
        foreach (var (slots, k) in new[] { (65, 64), (300, 1), (700, 5), (900, 33), (2000, 64), (1500, 300) })
        {
            var scores = Enumerable.Range(0, slots).Select(_ => random.Next(levels) switch
            {
                7 => float.PositiveInfinity,
                8 => -1e20f,
                9 => float.Epsilon,
                var level => (float)level,
            }).ToArray();
            var best = Enumerable.Range(0, slots).OrderByDescending(slot => scores[slot]).Take(k).Order().Select(slot => (long)slot);
            Assert.That(Found(torch.tensor(scores).view(1, 1, -1, 1), kernel: true, k).Picks!.Columns.data<long>().ToArray(), Is.EqualTo(best), $"{k} of {slots}");
        }
    }

    [Test]
    public void TopK_ScoresThatAreNotANumber_ShowInTheResult()
    {
        var keys = torch.ones([1, 1, 300, 1]);
        keys[0, 0, 222, 0] = float.NaN;
        var found = Found(keys, kernel: true, 2);
        Assert.That(found.Picks!.Columns.data<long>().ToArray(), Has.Member(222));
    }

    [Test]
    public void TopK_AnyNumberOfThreads_FindsAndLearnsTheSameBits() => Threads.AssertSameBits(() =>
    {
        var (held, query) = Scene((1, 2, 1, 150, 900, 16, 7), torch.ScalarType.Float32, rotary => new TrueDistance(rotary));
        query = query with { SlotKernel = new SlotKernel() };
        var view = (PerQueryView)new TopKReader(7, new Everything()).Read(held, query).Single();
        var output = AttentionCore.Attend(query, [new(view, query.Policy)]);
        var gradients = torch.autograd.grad([output.Values.pow(2).sum() + output.LogMass.sum()], [query.Heads, held.Keys, held.Values]);
        return [output.Values, view.Picks!.Columns, .. gradients];
    });

    [Test]
    public void TopK_LongMemory_TakesNoMemoryForScoresOfAllSlotsNorForCopiesOfThoseFound()
    {
        var (held, query) = Scene((1, 2, 2, 512, 40_000, 8, 32), torch.ScalarType.Float32, rotary => new SegmentOrigin(rotary));
        query = query with { SlotKernel = new SlotKernel() };
        var reader = new TopKReader(32, new Not { Pattern = new Window { Size = 512 } });
        var peak = Process.PeakGrowth(() =>
        {
            using var scope = torch.NewDisposeScope();
            var output = AttentionCore.Attend(query, [new(reader.Read(held, query).Single(), query.Policy)]);
            torch.autograd.grad([output.Values.sum()], [query.Heads]);
        });
        var scores = 2 * 512 * 40_000 * sizeof(float);
        Assert.That(peak, Is.LessThan(scores / 8), "bytes; the scores of all slots alone would be eight times as many");
    }

    [Test]
    public void Among_FarFromWhereItChanges_IsNotAskedSlotBySlot()
    {
        var (held, query) = Scene((2, 2, 2, 64, 20_000, 4, 3), torch.ScalarType.Float32, rotary => new SegmentOrigin(rotary));
        var counting = new Counting { Pattern = new Not { Pattern = new AnyOf { Patterns = [new Window { Size = 100 }, new Sink()] } } };
        new TopKReader(3, counting).Read(held, query with { SlotKernel = new SlotKernel() });
        Assert.That(counting.Asked, Is.InRange(1, 4 * 512));
    }

    [Test]
    public void With_OtherKeys_IsNoLongerAViewOfTheTable()
    {
        var found = Found(torch.ones([1, 1, 300, 1]), kernel: true, 2);
        var other = found with { Keys = found.Keys * 2 };
        Assert.That(other.Picks, Is.Null);
        Assert.That(Given.Difference(other.Keys, found.Keys), Is.EqualTo(1));
        Assert.That(other.Positions.Equals(found.Positions), Is.True);
    }

    /// <summary>A pattern that counts of how many columns it was asked.</summary>
    [Component("counting")]
    private sealed record Counting : AttentionPattern
    {
        public required AttentionPattern Pattern { get; init; }

        public long Asked { get; private set; }

        public override torch.Tensor Visible(Sight sight)
        {
            Asked += sight.Key.shape[^1];
            return Pattern.Visible(sight);
        }

        public override bool? Throughout(SightBounds bounds) => Pattern.Throughout(bounds);
    }

    private static PerQueryView Found(torch.Tensor keys_BGMD, bool kernel, int k)
    {
        var (slots, rotary) = (keys_BGMD.shape[2], new RotaryEmbedding(2, 10000));
        var held = new MemoryBlock(keys_BGMD, keys_BGMD, torch.arange(slots).unsqueeze(0), torch.ones([1, slots], torch.ScalarType.Bool));
        var start = torch.full([1, 1], slots, torch.ScalarType.Int64);
        var query = new AttentionQuery(torch.ones([1, 1, 1, 1]), start, start, new Unrotated(rotary)) { SlotKernel = kernel ? new SlotKernel() : null };
        return (PerQueryView)new TopKReader(k, new Everything()).Read(held, query).Single();
    }

    /// <summary>
    /// Slots right before the queries. The first row holds all of them, the second one few, with a gap; what a row does not hold is NaN.
    /// </summary>
    private static (MemoryBlock Held, AttentionQuery Query) Scene(
        (int Rows, int Heads, int Groups, int Queries, int Slots, int Width, int K) shape, torch.ScalarType type,
        Func<RotaryEmbedding, IPositionPolicy> policy)
    {
        var generator = new torch.Generator(11);
        torch.Tensor Random(params long[] sizes) => torch.randn(sizes, generator: generator).to_type(type);
        var first = (torch.arange(shape.Rows) * 5 + shape.Slots + 3).unsqueeze(1);
        var column_1M = torch.arange(shape.Slots).unsqueeze(0);
        var row_B1 = torch.arange(shape.Rows).unsqueeze(1);
        var valid = (row_B1 == 0).logical_or((column_1M > shape.Slots / 2).logical_and(column_1M % 3 != 0));
        var gone = valid.logical_not().unsqueeze(1).unsqueeze(-1);
        torch.Tensor Slots(torch.Tensor x) => x.masked_fill(gone, float.NaN).detach().requires_grad_();
        var held = new MemoryBlock(
            Slots(Random(shape.Rows, shape.Groups, shape.Slots, shape.Width)),
            Slots(Random(shape.Rows, shape.Groups, shape.Width, shape.Slots).transpose(2, 3)),
            first - shape.Slots + column_1M, valid);
        var heads = Random(shape.Rows, shape.Queries, shape.Heads, shape.Width).transpose(1, 2).detach().requires_grad_();
        return (held, new(heads, first + torch.arange(shape.Queries).unsqueeze(0), first, policy(new RotaryEmbedding(shape.Width, 10000))));
    }

    /// <summary>The same slots with zeros where a row does not hold them: the explicit form reads what it does not see.</summary>
    private static MemoryBlock Clean(MemoryBlock held)
    {
        var gone = held.Valid.logical_not().unsqueeze(1).unsqueeze(-1);
        return held with { Keys = held.Keys.masked_fill(gone, 0), Values = held.Values.masked_fill(gone, 0) };
    }

    private static SharedView Table(MemoryBlock held) => new()
    {
        Keys = held.Keys,
        Values = held.Values,
        Positions = held.Positions,
        RankFromNewest = SlotRanks.Of(held.Valid).FromNewest,
        Visible = held.Valid.unsqueeze(1).unsqueeze(1),
    };
}
