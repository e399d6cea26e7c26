using TorchSharp.Interop;
using UniMem.Attention.Patterns;
using UniMem.Memory;
using UniMem.Memory.Management;

namespace UniMem.Tests;

/// <summary>What is carried lies in buffers that grow behind it, and nobody can tell.</summary>
public sealed class ArenaTests
{
    private const long Length = 8;
    private const long Width = 4;

    private static readonly string[] Copying =
        ["aten::cat", "aten::clone", "aten::copy_", "aten::gather", "aten::index_select", "aten::masked_fill.Scalar", "aten::masked_fill_.Scalar", "aten::contiguous"];

    [TestCase("no gradient", 1)]
    [TestCase("several segments a window", 4)]
    public void CarryOver_OfALongFifo_CopiesAFewSlotsForEachWritten(string _, int segments)
    {
        const long Capacity = 1024;
        var manager = new FifoManager(Capacity);
        var state = MemoryState.Empty;
        var copied = 0L;
        var windows = 0;
        for (var at = 0L; at < 6 * Capacity; at += segments * Length)
        {
            using var scope = torch.NewDisposeScope();
            var steps = Enumerable.Range(0, segments).Select(i => Written(at + (i * Length), rows: 2)).ToList();
            var numbers = CountCopied(() => state = Replaced(state, steps.Aggregate(state.Find("m/0"), (held, slots) => Retention.Update(manager, held, slots))));
            if (at >= 2 * Capacity)
            {
                copied += numbers;
                windows++;
            }
        }

        var slots = copied / (2.0 * ((2 * Width) + 1));
        Assert.Multiple(() =>
        {
            Assert.That(state.Find("m/0")!.Slots, Is.EqualTo(Capacity));
            Assert.That(slots / (windows * segments * Length), Is.LessThan(3.5), "slots copied for each written");
        });
        state.Dispose();
    }

    [Test]
    public void ReservedBytes_OfAnyFeed_AreAtMostTwiceWhatIsHeld()
    {
        foreach (var manager in new IMemoryManager[] { new FifoManager(100), new FifoManager(5), new ClearOnOverflowManager(90), new SinkAndRecentManager(3, 40) })
        {
            var state = MemoryState.Empty;
            for (var at = 0L; at < 60 * Length; at += Length)
            {
                using var scope = torch.NewDisposeScope();
                state = Replaced(state, Retention.Update(manager, state.Find("m/0")?.Forget([at == 240, false]), Written(at, rows: 2)));
                var block = state.Find("m/0")!;
                Assert.That(block.ReservedBytes, Is.LessThanOrEqualTo(2 * block.Bytes));
                var most = (int)(block.ReservedBytes / block.Bytes * block.Keys.numel()) + (2 * (int)block.Keys.numel());
                Assert.That(() => block.Keys.as_strided([most], [1]), Throws.Exception, "the storage is no larger than it says");
            }

            state.Dispose();
        }
    }

    [Test]
    public void CarryOver_OfOneStateTwice_LeavesEachItsOwn()
    {
        var manager = new FifoManager(64);
        MemoryState Next(MemoryState state, long at, double value)
        {
            using var scope = torch.NewDisposeScope();
            return state.With("m/0", Retention.Update(manager, state.Find("m/0"), Written(at, rows: 1, value))).CarryOver();
        }

        using var first = Next(MemoryState.Empty, 0, 1);
        using var second = Next(first, 8, 2);
        using var third = Next(second, 16, 3);
        using var start = Next(third, 24, 4);
        var before = start.Find("m/0")!.Keys.clone();
        using var left = Next(start, 32, 5);
        using var right = Next(start, 32, 6);
        using var further = Next(left, 40, 7);

        Assert.Multiple(() =>
        {
            Assert.That(start.Find("m/0")!.Keys.Equals(before), Is.True);
            Assert.That(Values(left), Is.EqualTo(new[] { 1.0, 2, 3, 4, 5 }));
            Assert.That(Values(right), Is.EqualTo(new[] { 1.0, 2, 3, 4, 6 }));
            Assert.That(Values(further), Is.EqualTo(new[] { 1.0, 2, 3, 4, 5, 7 }));
        });

        static double[] Values(MemoryState state) => [.. state.Find("m/0")!.Keys[0, 0, torch.TensorIndex.Colon, 0].data<double>().Distinct()];
    }

    [Test]
    public void CarryOver_BeforeBackward_LeavesTheGradientAsItIs()
    {
        var model = Given.Model(Given.With(("m", Given.KeyValues(40, Given.Within(40)))), Length);
        var (_, first) = Given.Read(model, Given.Tokens_BT(2, 3 * Length), Length);
        using var carried = first.CarryOver();
        using var again = Given.Read(model, Given.Tokens_BT(2, Length, seed: 3), Length, carried, 3 * Length).State.CarryOver();
        var (logits, after) = Given.Read(model, Given.Tokens_BT(2, Length, seed: 5), Length, again, 4 * Length);
        using var later = after.CarryOver();
        var gradients = Given.Gradients(model, logits.square().mean());
        Assert.That(gradients.Values.All(gradient => gradient.isfinite().all().ToBoolean()), Is.True);
    }

    [Test]
    public void Forget_OfARowWithNaN_ReadsAsZerosHoweverItIsAskedFor()
    {
        var manager = new FifoManager(40);
        using var state = Enumerable.Range(0, 4).Aggregate(MemoryState.Empty, (state, i) =>
        {
            using var scope = torch.NewDisposeScope();
            return Replaced(state, Retention.Update(manager, state.Find("m/0"), Written(i * Length, rows: 2, i == 1 ? double.NaN : i + 1)));
        });
        var forgotten = state.Find("m/0")!.Forget([true, false]);
        var erased = state.Find("m/0")!.Erase(torch.tensor(new[] { true, false }).unsqueeze(1));
        var narrow = forgotten.Narrow(6, 10);
        var carried = forgotten.Append(Written(32, rows: 2, 9)).Narrow(4, 36).CarryOver();

        Assert.Multiple(() =>
        {
            Assert.That(Same(forgotten.Keys, erased.Keys) && Same(forgotten.Values, erased.Values), Is.True);
            Assert.That(forgotten.Positions.Equals(erased.Positions) && forgotten.Valid.Equals(erased.Valid), Is.True);
            Assert.That(Same(narrow.Keys, erased.Keys.narrow(2, 6, 10)), Is.True);
            Assert.That(carried.Keys[0].narrow(1, 0, 28).count_nonzero().ToInt64(), Is.Zero);
            Assert.That(carried.Keys[0].narrow(1, 28, 8).eq(9).all().ToBoolean(), Is.True);
            Assert.That(state.Find("m/0")!.Keys[0].isnan().any().ToBoolean(), Is.True, "the state itself is not changed");
        });
        carried.Dispose();

        static bool Same(torch.Tensor left, torch.Tensor right) => left.nan_to_num(7).Equals(right.nan_to_num(7));
    }

    [Test]
    public void Window_OverALongFifo_TouchesNothingThatGrowsWithTheMemory()
    {
        long Largest(long capacity)
        {
            var model = Given.Model(Given.With(("m", Given.KeyValues(capacity, Given.Within(12)))), Length);
            using var _ = torch.no_grad();
            using var full = Given.Read(model, Given.Tokens_BT(1, 2 * capacity), Length).State.CarryOver();
            using var state = Given.Read(model, Given.Tokens_BT(1, Length), Length, full, 2 * capacity).State.CarryOver();
            var (tokens, positions) = (Given.Tokens_BT(1, Length), (torch.arange(Length) + (2 * capacity) + Length).unsqueeze(0));
            var largest = 0L;
            Observed(() => model.Forward(tokens, positions, state).State.CarryOver().Dispose(), (schema, tensors) =>
                largest = schema.Contains("narrow") || schema.Contains("alias") || schema.Contains("as_strided") || schema.Contains("detach") || schema.Contains("set_")
                    ? largest : Math.Max(largest, tensors.Max(tensor => tensor.numel())));
            return largest;
        }

        Assert.That(Largest(512), Is.EqualTo(Largest(64)));
    }

    [TestCase("fifo")]
    [TestCase("clear_on_overflow")]
    public void AgeManager_AskedByCountOrByMask_HoldsTheSame(string which)
    {
        IMemoryManager manager = which == "fifo" ? new FifoManager(11) : new ClearOnOverflowManager(21);
        var random = new Random(4);
        var (byCount, byMask) = ((MemoryBlock?)null, (MemoryBlock?)null);
        var next = new long[3];
        for (var step = 0; step < 40; step++)
        {
            bool[] begins = [.. next.Select(_ => random.Next(5) == 0)];
            long[] written = [.. next.Select(_ => (long)random.Next(0, 7))];
            next = [.. next.Select((at, row) => begins[row] ? 0 : at)];
            var incoming = Padded(next, written);
            next = [.. next.Select((at, row) => at + written[row])];
            byCount = Retention.Update(manager, byCount?.Forget(begins), incoming);
            byMask = Retention.Update(new Masked(manager), byMask?.Erase(torch.tensor(begins).unsqueeze(1)), incoming);
            for (var row = 0; row < 3; row++)
            {
                Assert.That(Held(byCount, row), Is.EqualTo(Held(byMask, row)), $"row {row} after step {step}");
            }
        }
    }

    private static MemoryState Replaced(MemoryState state, MemoryBlock? block)
    {
        var next = state.With("m/0", block).CarryOver();
        state.Dispose();
        return next;
    }

    private static MemoryBlock Written(long at, int rows, double? value = null)
    {
        var positions = (torch.arange(Length) + at).unsqueeze(0).expand(rows, -1);
        var keys = value is { } number
            ? torch.full([rows, 1, Length, Width], number, torch.ScalarType.Float64)
            : positions.to_type(torch.ScalarType.Float64).view(rows, 1, Length, 1).expand(-1, -1, -1, Width).contiguous();
        return new(keys, keys + 0, positions, torch.ones([rows, Length], torch.ScalarType.Bool)) { Runs = [.. Enumerable.Repeat(new SlotRun(0, Length, at), rows)] };
    }

    /// <summary>Slots of rows that write different numbers; the rest of their columns is padding.</summary>
    private static MemoryBlock Padded(long[] first, long[] written)
    {
        var columns = torch.arange(6).unsqueeze(0);
        var valid = columns < torch.tensor(written).unsqueeze(1);
        var positions = (columns + torch.tensor(first).unsqueeze(1)).masked_fill(valid.logical_not(), -1);
        var keys = positions.to_type(torch.ScalarType.Float64).view(first.Length, 1, 6, 1);
        return new(keys, keys * 2, positions, valid);
    }

    private static long[] Held(MemoryBlock? block, int row)
    {
        var valid = block?.Valid[row].data<bool>().ToArray() ?? [];
        return [.. (block?.Keys[row, 0, torch.TensorIndex.Colon, 0].data<double>().ToArray() ?? []).Where((_, i) => valid[i]).Select(key => (long)key)];
    }

    private static long CountCopied(Action action)
    {
        var numbers = 0L;
        Observed(action, (schema, tensors) => numbers += Copying.Contains(schema) ? tensors.Where(tensor => tensor.dtype != torch.ScalarType.Bool).Sum(tensor => tensor.numel()) : 0);
        return numbers;
    }

    /// <summary>Shows each operator with the tensors it is given; of one that writes into its first tensor, that one only.</summary>
    private static void Observed(Action action, Action<string, IReadOnlyList<torch.Tensor>> see)
    {
        Ops.Observe = (schema, arguments) =>
        {
            var tensors = new List<torch.Tensor>();
            foreach (var argument in arguments)
            {
                tensors.AddRange(argument.Reference switch
                {
                    torch.Tensor tensor => [tensor],
                    torch.Tensor[] several => several,
                    _ => [],
                });
            }

            if (tensors.Count > 0)
            {
                see(schema, schema.EndsWith('_') ? tensors[..1] : tensors);
            }
        };
        try
        {
            action();
        }
        finally
        {
            Ops.Observe = null;
        }
    }

    private sealed class Masked(IMemoryManager manager) : IMemoryManager
    {
        public long Capacity => manager.Capacity;

        public torch.Tensor Keep(SlotView slots) => manager.Keep(slots);
    }
}
