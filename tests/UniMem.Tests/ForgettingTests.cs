using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Tests.Parts;

namespace UniMem.Tests;

/// <summary>A row whose document begins sees nothing of the one before, whatever that left behind.</summary>
public sealed class ForgettingTests
{
    private const long Segment = 4;

    private static readonly TestCaseData[] Methods =
    [
        Case("joint", ("m", Given.KeyValues(9))),
        Case("joint, top-k", ("m", Given.KeyValues(9, new TopKReaderConfig { K = 3 }))),
        Case("joint, hidden", ("m", Given.Hidden(9))),
        Case("gated", ("m", Given.KeyValues(9, inject: new GatedInjectorConfig()))),
        Case("gated, top-k", ("m", Given.KeyValues(9, new TopKReaderConfig { K = 3 }, new GatedInjectorConfig()))),
        Case("residual", ("m", Given.KeyValues(9, inject: new CrossAttentionConfig()) with { Write = new HiddenWriterConfig() })),
        Case("residual, top-k", ("m", Given.KeyValues(9, new TopKReaderConfig { K = 3 }, new CrossAttentionConfig()))),
        Case("managed by attention", ("m", Given.KeyValues(6) with { Manage = new MostAttendedConfig { Capacity = 6 } })),
        Case("memory tokens", ("m", Given.Tokens(3, 3))),
        Case("memory tokens, several segments", ("m", Given.Tokens(3, 7))),
        Case("memory tokens and key-values", ("a", Given.Tokens(2, 2)), ("b", Given.KeyValues(6, new TopKReaderConfig { K = 2 }))),
    ];

    [TestCaseSource(nameof(Methods))]
    public void Forget_RowsThatBegin_EqualAFreshStateAndOthersAreUntouched(ModelConfig config)
    {
        var model = Given.Model(config, Segment);
        var (_, state) = Given.Read(model, Given.Tokens_BT(3, 8), Segment);
        var next = Given.Tokens_BT(3, 8, seed: 11);
        var kept = Given.Read(model, next, Segment, state).Logits;
        var fresh = Given.Read(model, next, Segment).Logits;
        var mixed = Given.Read(model, next, Segment, state.Forget([false, true, false])).Logits;

        Assert.Multiple(() =>
        {
            Assert.That(Given.Difference(mixed[0], kept[0]), Is.LessThan(1e-12));
            Assert.That(Given.Difference(mixed[1], fresh[1]), Is.LessThan(1e-12));
            Assert.That(Given.Difference(mixed[2], kept[2]), Is.LessThan(1e-12));
            Assert.That(Given.Difference(kept[1], fresh[1]), Is.GreaterThan(1e-4), "the memory matters at all");
        });
    }

    [TestCaseSource(nameof(Methods))]
    public void Forget_WhateverTheRowHeld_OutputsAndGradientsAreBitIdentical(ModelConfig config)
    {
        var outcomes = new[] { 0.0, 1e6, double.NaN }.Select(left => AfterForgetting(config, left)).ToList();
        foreach (var other in outcomes.Skip(1))
        {
            Assert.That(other.Keys, Is.EquivalentTo(outcomes[0].Keys));
            foreach (var (name, tensor) in outcomes[0])
            {
                Assert.That(other[name].isfinite().all().ToBoolean(), Is.True, name);
                Assert.That(tensor.Equals(other[name]), Is.True, name);
            }
        }
    }

    private static Dictionary<string, torch.Tensor> AfterForgetting(ModelConfig config, double left)
    {
        var model = Given.Model(config, Segment);
        var (_, state) = Given.Read(model, Given.Tokens_BT(2, 8), Segment);
        var row = torch.tensor(new[] { true, false }).view(2, 1, 1, 1);
        torch.Tensor Poison(torch.Tensor x) => torch.where(row, torch.full_like(x, left), x.detach());
        torch.Tensor? PoisonCount(torch.Tensor? x) => x is null ? null : torch.where(row.view(2, 1), torch.full_like(x, left), x);
        var poisoned = state.Blocks.Aggregate(state, (changed, pair) =>
        {
            var keys = Poison(pair.Value.Keys);
            return changed.With(pair.Key, pair.Value with { Keys = keys, Values = pair.Value.SharesValues ? keys : Poison(pair.Value.Values), Attention = PoisonCount(pair.Value.Attention) });
        });
        var logits = Given.Read(model, Given.Tokens_BT(2, 8, seed: 11), Segment, poisoned.Forget([true, false])).Logits;
        var outcome = Given.Gradients(model, logits.square().mean());
        outcome["logits"] = logits.detach();
        return outcome;
    }

    private static TestCaseData Case(string name, params (string, MemoryConfig)[] memories) =>
        new TestCaseData(Given.With(memories)).SetArgDisplayNames(name);
}
