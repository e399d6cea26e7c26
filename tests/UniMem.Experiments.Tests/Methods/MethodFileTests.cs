using TorchSharp;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Experiments.Tests.Methods;

/// <summary>What holds for every method that ships.</summary>
[TestFixtureSource(typeof(MethodFiles), nameof(MethodFiles.Names))]
public sealed class MethodFileTests(string name)
{
    private const long Length = 6 * MethodFiles.Segment;

    [Test]
    public void Forward_WhenALaterTokenChanges_LeavesEarlierLogitsAlone()
    {
        var model = MethodFiles.Model(name);
        var text = MethodFiles.Text(2, Length);
        var logits = MethodFiles.Read(model, text).Logits;
        for (var changed = 1L; changed < Length; changed += 3)
        {
            var other = text.clone();
            other[torch.TensorIndex.Colon, changed] = (text[torch.TensorIndex.Colon, changed] + 1).remainder(MethodFiles.Vocabulary);
            var difference = (MethodFiles.Read(model, other).Logits - logits).abs().amax([0, 2]);

            Assert.That(difference.narrow(0, 0, changed).max().ToDouble(), Is.LessThan(1e-12), $"token {changed} reaches into its past");
            Assert.That(difference[changed].ToDouble(), Is.GreaterThan(1e-4), $"token {changed} does not reach its own logits");
        }
    }

    [Test]
    public void Forward_RowsOfABatch_DoNotDependOnEachOther()
    {
        var model = MethodFiles.Model(name);
        var text = MethodFiles.Text(3, Length);
        var together = MethodFiles.Read(model, text).Logits;
        for (var row = 0L; row < 3; row++)
        {
            var alone = MethodFiles.Read(model, text.narrow(0, row, 1)).Logits;
            Assert.That((together.narrow(0, row, 1) - alone).abs().max().ToDouble(), Is.LessThan(1e-10), $"row {row}");
        }
    }

    [Test]
    public void Forward_AfterTheFirstSegment_DependsOnMemoryUnlessTheMethodHasNone()
    {
        var model = MethodFiles.Model(name);
        var (first, second) = (MethodFiles.Text(1, MethodFiles.Segment), MethodFiles.Text(1, MethodFiles.Segment, seed: 8));
        var (_, state) = MethodFiles.Read(model, first);
        var (_, other) = MethodFiles.Read(model, MethodFiles.Text(1, MethodFiles.Segment, seed: 9));
        var difference = (MethodFiles.Read(model, second, state, start: MethodFiles.Segment).Logits - MethodFiles.Read(model, second, other, start: MethodFiles.Segment).Logits).abs().max().ToDouble();

        Assert.That(difference, MethodFiles.Config(name).Memories.Count == 0 ? Is.Zero : Is.GreaterThan(1e-4));
    }

    [Test]
    public void Forget_RowsThatBegin_LeavesTheOthersAlone()
    {
        var model = MethodFiles.Model(name);
        var (_, state) = MethodFiles.Read(model, MethodFiles.Text(2, Length));
        var next = MethodFiles.Text(2, Length, seed: 8);
        var (kept, fresh) = (MethodFiles.Read(model, next, state).Logits, MethodFiles.Read(model, next).Logits);
        var mixed = MethodFiles.Read(model, next, state.Forget([true, false])).Logits;

        Assert.That((mixed[0] - fresh[0]).abs().max().ToDouble(), Is.LessThan(1e-10));
        Assert.That((mixed[1] - kept[1]).abs().max().ToDouble(), Is.LessThan(1e-10));
    }

    [Test]
    public void State_OverALongDocument_StopsGrowingAtWhatTheCostSays()
    {
        var model = MethodFiles.Model(name);
        var config = MethodFiles.Config(name);
        var cost = MethodCost.Of(model, config, MethodFiles.Vocabulary, MethodFiles.Segment, MethodFiles.Double);
        var state = MemoryState.Empty;
        var most = 0L;
        for (var segment = 0; segment < 30; segment++)
        {
            (_, state) = MethodFiles.Read(model, MethodFiles.Text(1, MethodFiles.Segment, (ulong)segment + 1), state, start: segment * MethodFiles.Segment);
            most = Math.Max(most, state.Bytes);
        }

        Assert.That(most, Is.EqualTo(cost.MemoryBytes));
    }
}
