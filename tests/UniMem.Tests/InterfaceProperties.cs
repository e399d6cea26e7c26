using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Management;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;

namespace UniMem.Tests;

/// <summary>What the four interfaces promise, on inputs nobody chose.</summary>
public sealed class InterfaceProperties
{
    private const long Width = 6;

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Managers_AnySegments_HoldOrEvictEachSlotOnceInOrderWithinCapacity() => Prop.ForAll(Feeds(), feed =>
    {
        var (manager, held) = (feed.Manager(), (MemoryBlock?)null);
        foreach (var incoming in feed.Segments())
        {
            var turnover = Retention.Decide(manager, held, incoming);
            var offered = feed.Rows().Select(row => (long[])[.. Positions(held, row), .. Positions(incoming, row)]).ToList();
            held = turnover.Held;
            foreach (var row in feed.Rows())
            {
                var (stays, leaves) = (Positions(held, row), Positions(turnover.Evicted, row));
                Assert.That(stays, Has.Length.LessThanOrEqualTo((int)manager.Capacity));
                Assert.That(stays, Is.Ordered);
                Assert.That(leaves, Is.Ordered);
                Assert.That(stays.Concat(leaves), Is.EquivalentTo(offered[(int)row]));
            }
        }
    });

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Managers_AnySegments_DecideEachRowOnItsOwn() => Prop.ForAll(Feeds(), feed =>
    {
        var (manager, together) = (feed.Manager(), (MemoryBlock?)null);
        var apart = feed.Rows().ToDictionary(row => row, _ => (MemoryBlock?)null);
        foreach (var incoming in feed.Segments())
        {
            together = Retention.Update(manager, together, incoming);
            foreach (var row in feed.Rows())
            {
                apart[row] = Retention.Update(manager, apart[row], Row(incoming, row));
                Assert.That(Positions(together, row), Is.EqualTo(Positions(apart[row], 0)));
            }
        }
    });

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Readers_SlotsThatARowDoesNotHold_NeverMatter() => Prop.ForAll(Reads(), read =>
    {
        var (held, query) = read.Sample();
        var gone = held.Valid.logical_not().unsqueeze(1).unsqueeze(-1);
        var spoilt = held with { Keys = held.Keys.masked_fill(gone, 1e6), Values = held.Values.masked_fill(gone, -1e6) };

        Assert.That(Given.Difference(Attended(read, held, query), Attended(read, spoilt, query)), Is.Zero);
    });

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Readers_RowsOfABatch_AreReadAsIfAlone() => Prop.ForAll(Reads(), read =>
    {
        var (held, query) = read.Sample();
        var together = Attended(read, held, query);
        for (var row = 0L; row < 2; row++)
        {
            var alone = Attended(read, Row(held, row), query with { Heads = query.Heads.narrow(0, row, 1), Positions = query.Positions.narrow(0, row, 1), Origin = query.Origin.narrow(0, row, 1) });
            Assert.That(Given.Difference(together.narrow(0, row, 1), alone), Is.LessThan(1e-12));
        }
    });

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Readers_OrderOfSlots_DoesNotMatterWherePositionsDoNot() => Prop.ForAll(Reads(), read =>
    {
        var (held, query) = read.Sample();
        query = query with { Policy = new Unrotated(new(Width, 10000)) };
        var order = torch.randperm(held.Slots, torch.ScalarType.Int64, generator: new torch.Generator((ulong)read.Seed + 1)).unsqueeze(0).expand(2, -1);
        var shuffled = held.Gather(order);
        foreach (var reader in new IMemoryReader[] { new PositionReader(new Everything()), new TopKReader(read.K, new Everything()) })
        {
            var (left, right) = (Attend(reader, held, query), Attend(reader, shuffled, query));
            Assert.That(Given.Difference(left, right), Is.LessThan(1e-12));
        }
    });

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Writers_AnyStream_WriteOneSlotForEachTokenOfTextAndNothingElse() => Prop.ForAll(Reads(), read =>
    {
        var stream = Stream(read);
        var keys = torch.randn(2, 2, stream.Positions.shape[1], Width, torch.ScalarType.Float64);
        var layer = new LayerActivations(stream, stream.Hidden, keys, keys + 1);
        var (kv, hidden) = (new KeyValueWriter(new(2, Width, 2)).Write(layer)!, new HiddenWriter(new(1, Width, 1), new(2, Width, 2)).Write(layer)!);
        var text = stream.Span(ResidualStream.Text);

        Assert.That(Given.Difference(kv.Keys, keys.narrow(2, text.Start, text.Length)), Is.Zero);
        Assert.That(Given.Difference(kv.Values - kv.Keys, torch.ones_like(kv.Keys)), Is.LessThan(1e-12));
        Assert.That(Given.Difference(hidden.Keys.squeeze(1), stream.HiddenOf(ResidualStream.Text)), Is.Zero);
        foreach (var block in new[] { kv, hidden })
        {
            Assert.That(Positions(block, 1), Is.EqualTo(Enumerable.Range(40, (int)read.Tokens).Select(p => (long)p)));
        }
    });

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Injectors_MemoryThatShowsNothing_ChangesNothing() => Prop.ForAll(Reads(), read =>
    {
        var (held, query) = read.Sample();
        var none = new TopKReader(9, new Not { Pattern = new Everything() }).Read(held, query).Single();
        var own = new PositionReader(new Everything()).Read(held with { Valid = torch.ones_like(held.Valid) }, query).Single();
        AttentionPart Part(MemoryView view) => new(view, query.Policy);
        var self = AttentionCore.Attend(query, [Part(own)]);
        var gate = new GatedInjector(query.Policy, 4, initialGate: 2, torch.ScalarType.Float64);

        Assert.That(Given.Difference(AttentionCore.Attend(query, [Part(none), Part(own)]).Values, self.Values), Is.LessThan(1e-12));
        Assert.That(Given.Difference(gate.Fuse(self, AttentionCore.Attend(query, [Part(none)])).Values, self.Values), Is.Zero);
    });

    [FsCheck.NUnit.Property(MaxTest = 60)]
    public Property Injectors_OfTokens_LeaveTheTextAsItWas() => Prop.ForAll(Reads(), read =>
    {
        var stream = new ResidualStream(
            torch.randn(2, read.Tokens, Given.Backbone.Width, torch.ScalarType.Float64), torch.arange(read.Tokens).unsqueeze(0).expand(2, -1),
            torch.ones([2, read.Tokens], torch.ScalarType.Bool), [new(ResidualStream.Text, 0, read.Tokens)]);
        var injector = (IInputInjector)new MemoryTokenInjectorConfig { Tokens = read.K }.Build(RelativeSinusoidsTests.Context(Given.Backbone) with { Layer = null, Memory = "m" });
        var after = injector.Enter(stream, []);

        Assert.That(Given.Difference(after.HiddenOf(ResidualStream.Text), stream.Hidden), Is.Zero);
        Assert.That(after.Slice(after.Positions, ResidualStream.Text).eq(stream.Positions).all().ToBoolean(), Is.True);
        Assert.That(after.Positions.shape[1] - stream.Positions.shape[1], Is.EqualTo(injector.AddedTokens(read.K)));
        Assert.That(after.Spans.Select(span => span.Start), Is.EqualTo(new[] { 0, read.K, read.K + read.Tokens }));
    });

    private static torch.Tensor Attended(ReadCase read, MemoryBlock held, AttentionQuery query) => Attend(read.Reader(), held, query);

    private static torch.Tensor Attend(IMemoryReader reader, MemoryBlock held, AttentionQuery query)
    {
        var views = reader.Read(held, query);
        return views.Count == 0
            ? torch.zeros_like(query.Heads)
            : AttentionCore.Attend(query, [.. views.Select(view => new AttentionPart(view, query.Policy))]).Values;
    }

    private static MemoryBlock Row(MemoryBlock block, long row) => new(
        block.Keys.narrow(0, row, 1), block.Values.narrow(0, row, 1), block.Positions.narrow(0, row, 1), block.Valid.narrow(0, row, 1));

    /// <summary>Positions of the slots that a row holds, after checking that keys travel with them.</summary>
    private static long[] Positions(MemoryBlock? block, long row)
    {
        if (block is null)
        {
            return [];
        }

        var valid = block.Valid[row].data<bool>().ToArray();
        return [.. block.Positions[row].data<long>().ToArray().Where((_, i) => valid[i])];
    }

    private static ResidualStream Stream(ReadCase read)
    {
        var (before, length) = ((long)read.K, read.K + read.Tokens + 1);
        return new(
            torch.randn(2, length, Width, torch.ScalarType.Float64), (torch.arange(length) + (40 - before)).unsqueeze(0).expand(2, -1),
            torch.ones([2, length], torch.ScalarType.Bool),
            ImmutableList.Create<StreamSpan>(new("m.read", 0, before), new(ResidualStream.Text, before, read.Tokens), new("m.write", before + read.Tokens, 1)));
    }

    private static Arbitrary<FeedCase> Feeds() => (
        from kind in Gen.Choose(0, 2)
        from capacity in Gen.Choose(1, 9)
        from lengths in Gen.Choose(1, 6).NonEmptyListOf()
        from seed in Gen.Choose(0, 10000)
        select new FeedCase(kind, capacity, [.. lengths.Take(8)], seed)).ToArbitrary();

    private static Arbitrary<ReadCase> Reads() => (
        from kind in Gen.Choose(0, 4)
        from slots in Gen.Choose(1, 9)
        from k in Gen.Choose(1, 10)
        from window in Gen.Choose(1, 12)
        from tokens in Gen.Choose(1, 5)
        from seed in Gen.Choose(0, 10000)
        select new ReadCase(kind, slots, k, window, tokens, seed)).ToArbitrary();

    private sealed record FeedCase(int Kind, long Capacity, long[] Lengths, int Seed)
    {
        public IEnumerable<long> Rows() => [0, 1, 2];

        public IMemoryManager Manager() => Kind switch
        {
            0 => new FifoManager(Capacity),
            1 => new ClearOnOverflowManager(Capacity),
            _ => new SinkAndRecentManager(Capacity - 1, Capacity),
        };

        /// <summary>Segments of three rows, each of which ends in padding now and then.</summary>
        public IReadOnlyList<MemoryBlock> Segments()
        {
            var random = new Random(Seed);
            var next = new long[3];
            return [.. Lengths.Select(length =>
            {
                var tokens = next.Select(_ => random.Next(0, (int)length + 1)).ToArray();
                var positions = torch.stack([.. Enumerable.Range(0, 3).Select(row => torch.arange(length) + next[row])]);
                var valid = torch.stack([.. Enumerable.Range(0, 3).Select(row => torch.arange(length) < tokens[row])]);
                next = [.. next.Select((from, row) => from + tokens[row])];
                var keys = positions.to_type(torch.ScalarType.Float64).view(3, 1, length, 1);
                return new MemoryBlock(keys, keys + 0, positions, valid);
            })];
        }
    }

    private sealed record ReadCase(int Kind, long Slots, int K, long Window, long Tokens, int Seed)
    {
        public IMemoryReader Reader()
        {
            var near = new Window { Size = Window };
            return Kind switch
            {
                0 => new PositionReader(near),
                1 => new PositionReader(new AnyOf { Patterns = [near, new Oldest { Count = 2 }] }),
                2 => new TopKReader(K, new Everything()),
                3 => new TopKReader(K, near),
                _ => new UnionReader([new PositionReader(near), new TopKReader(K, new Not { Pattern = near })]),
            };
        }

        public (MemoryBlock Held, AttentionQuery Query) Sample()
        {
            var (held, query) = ReadingTests.Sample(Slots, (ulong)Seed + 1);
            var random = new Random(Seed);
            var first = new[] { random.Next(0, (int)Slots + 1), random.Next(0, (int)Slots + 1) };
            var valid = torch.stack([.. first.Select(from => torch.arange(Slots) >= from)]);
            return (held with { Valid = valid }, query);
        }
    }
}
