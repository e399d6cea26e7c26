using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Management;
using UniMem.Models;

namespace UniMem.Tests;

/// <summary>Slots held in fewer bytes: rounded when they are carried, and at no other time.</summary>
public sealed class NarrowSlotsTests
{
    private const long Segment = 6;

    private static ModelConfig Config(SlotType? type) => Given.With(("m", Given.KeyValues(14, Given.Within(15)) with { Dtype = type }));

    [TestCase(SlotType.Bfloat16, 0.01)]
    [TestCase(SlotType.Int8, 0.01)]
    public void Read_AfterHolding_IsWithinHalfAStepOfTheLargest(SlotType type, double most)
    {
        var slots = torch.empty([2, 3, 5, 8], torch.ScalarType.Float32).normal_(0, 3, new torch.Generator(5));
        slots[0, 0, 1] = 0;
        var held = NarrowSlots.Of(slots, type);
        var again = NarrowSlots.Of(held.Read(), type);
        var error = ((held.Read() - slots).abs() / slots.abs().amax([-1], keepdim: true).clamp_min(1e-9)).max().ToSingle();

        Assert.Multiple(() =>
        {
            Assert.That(error, Is.InRange(1e-4, most * 0.5), "half a step of the largest number of the slot's head");
            Assert.That(again.Codes.Equals(held.Codes), Is.True, "what is held again is not rounded again");
            Assert.That(held.Read()[0, 0, 1].count_nonzero().ToInt64(), Is.Zero);
            Assert.That(held.Codes.element_size(), Is.EqualTo(type == SlotType.Int8 ? 1 : 2));
        });
    }

    [TestCase(SlotType.Bfloat16)]
    [TestCase(SlotType.Int8)]
    public void Gradient_InsideTheWindow_IsThatOfUnroundedSlots(SlotType type)
    {
        var (tokens, plain, narrow) = (Given.Tokens_BT(2, 3 * Segment), Given.Model(Config(null), Segment), Given.Model(Config(type), Segment));
        var expected = Given.Gradients(plain, Given.Read(plain, tokens, Segment).Logits.square().mean());
        var actual = Given.Gradients(narrow, Given.Read(narrow, tokens, Segment).Logits.square().mean());

        Assert.That(actual.All(pair => pair.Value.Equals(expected[pair.Key])), Is.True);
    }

    [TestCase(SlotType.Bfloat16, 2 * 2 * 6 * 2)]
    [TestCase(SlotType.Int8, 2 * 2 * (6 + 4))]
    public void CarryOver_OfNarrowSlots_HoldsFewerBytesAndReadsAlmostTheSame(SlotType type, int slotBytes)
    {
        const int rows = 4;
        var (tokens, next) = (Given.Tokens_BT(rows, 5 * Segment), Given.Tokens_BT(rows, Segment, seed: 9));
        (torch.Tensor Logits, MemoryBlock Held) Read(SlotType? dtype)
        {
            var model = Given.Model(Config(dtype), Segment);
            using var _ = torch.no_grad();
            var state = MemoryState.Empty;
            for (var at = 0L; at < tokens.shape[1]; at += Segment)
            {
                state = Given.Read(model, tokens.narrow(1, at, Segment), Segment, state, at).State.CarryOver();
            }

            return (Given.Read(model, next, Segment, state, tokens.shape[1]).Logits, state.Find("m/0")!);
        }

        var (wide, narrow) = (Read(null), Read(type));
        var model = Given.Model(Config(type), Segment);
        Assert.Multiple(() =>
        {
            Assert.That(Given.Difference(wide.Logits, narrow.Logits) / wide.Logits.abs().max().ToDouble(), Is.InRange(1e-6, 0.05));
            Assert.That(narrow.Held.Bytes, Is.EqualTo(rows * 14 * (slotBytes + sizeof(long) + sizeof(bool))));
            Assert.That(narrow.Held.Narrowed!.Value.Keys.Codes.shape[2], Is.EqualTo(14), "held narrow, not read and thrown away");
            Assert.That(narrow.Held.Keys.dtype, Is.EqualTo(torch.ScalarType.Float64), "read in the type they were computed in");
            Assert.That(model.Blocks[0].Memories[0].SlotBytes(Given.Double), Is.EqualTo(slotBytes), "what explain counts");
        });
    }

    [Test]
    public void CarryOver_AgainAndAgain_ReadsEachSlotAsItWasRoundedOnce(
        [Values(SlotType.Bfloat16, SlotType.Int8)] SlotType type, [Values("fifo", "clear_on_overflow", "sink_and_recent")] string which)
    {
        const long capacity = 50;
        IMemoryManager manager = which switch
        {
            "fifo" => new FifoManager(capacity),
            "clear_on_overflow" => new ClearOnOverflowManager(capacity),
            _ => new SinkAndRecentManager(5, 40),
        };
        var generator = new torch.Generator(5);
        var written = torch.randn([2, 3, 400, 8], dtype: torch.ScalarType.Float64, generator: generator);
        var rounded = NarrowSlots.Of(written, type).Read();
        var state = MemoryState.Empty;
        for (var at = 0L; at < 400; at += Segment + (at % 5))
        {
            var (length, before) = (Math.Min(Segment + (at % 5), 400 - at), state);
            using (torch.NewDisposeScope())
            {
                var positions = torch.arange(at, at + length).unsqueeze(0).expand(2, -1);
                var keys = written.narrow(2, at, length);
                var incoming = new MemoryBlock(keys, -keys, positions, torch.ones([2, length], torch.ScalarType.Bool)) { CarriedAs = type };
                var held = state.Find("m/0")?.Forget([at is > 150 and < 160, false]);
                state = state.With("m/0", Retention.Update(manager, held, incoming)).CarryOver();
            }

            before.Dispose();
            using var scope = torch.NewDisposeScope();
            var block = state.Find("m/0")!;
            var slots_BGMD = block.Positions.clamp_min(0).view(2, 1, -1, 1).expand(-1, 3, -1, 8);
            var expected = rounded.gather(2, slots_BGMD).masked_fill(block.Valid.logical_not().view(2, 1, -1, 1), 0);
            var (keysHeld, part) = (block.Keys.masked_fill(block.Valid.logical_not().view(2, 1, -1, 1), 0), block.Narrow(block.Slots / 3, block.Slots / 2));
            Assert.That(keysHeld.Equals(expected) && block.Values.Equals(-block.Keys), Is.True, $"after position {at}");
            Assert.That(part.Keys.Equals(block.Keys.narrow(2, block.Slots / 3, block.Slots / 2)), Is.True, $"a part, after position {at}");
        }

        state.Dispose();
    }

    [Test]
    public void Build_InTheTypeThatSlotsHaveAnyway_IsAnError() =>
        Assert.That(
            () => LanguageModel.Build(Config(SlotType.Bfloat16), 19, Segment, 1, new Numerics(torch.CPU, torch.ScalarType.BFloat16)),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("model.memories.m.dtype").And.Message.Contains("int8"));
}
