using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Experiments.Tests.Methods;

/// <summary>What a method is said to cost is what it costs.</summary>
[TestFixtureSource(typeof(MethodFiles), nameof(MethodFiles.Names))]
public sealed class MethodCostTests(string name)
{
    [Test]
    public void Cost_FlopsPerToken_AreWithinTwoPercentOfThoseIntercepted()
    {
        var numerics = MethodFiles.Double with { Attention = null, Slots = null };
        var model = MethodFiles.Model(name, numerics);
        var cost = MethodCost.Of(model, MethodFiles.Config(name), MethodFiles.Vocabulary, MethodFiles.Segment, numerics);
        var state = MemoryState.Empty;
        var most = 0.0;
        for (var segment = 0; segment < 30; segment++)
        {
            var text = MethodFiles.Text(1, MethodFiles.Segment, (ulong)segment + 1);
            most = Math.Max(most, MatrixProducts.Count(() => (_, state) = MethodFiles.Read(model, text, state, start: segment * MethodFiles.Segment)));
        }

        Assert.That(most / MethodFiles.Segment, Is.EqualTo(cost.FlopsPerToken).Within(2).Percent);
    }
}
