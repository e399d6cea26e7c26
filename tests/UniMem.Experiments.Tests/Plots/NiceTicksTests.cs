using UniMem.Experiments.Plots;

namespace UniMem.Experiments.Tests.Plots;

public sealed class NiceTicksTests
{
    [TestCase(0, 1200, AxisScale.Linear, 6, "0 200 400 600 800 1000 1200")]
    [TestCase(-0.081, 0.021, AxisScale.Linear, 6, "\u22120.08 \u22120.06 \u22120.04 \u22120.02 0.00 0.02")]
    [TestCase(5.4, 9.6, AxisScale.Log, 6, "5.5 6.0 6.5 7.0 7.5 8.0 8.5 9.0 9.5")]
    [TestCase(5.4, 6.3, AxisScale.Linear, 4, "5.50 5.75 6.00 6.25")]
    [TestCase(0.8, 250, AxisScale.Log, 6, "1 2 5 10 20 50 100 200")]
    [TestCase(1, 1e6, AxisScale.Log, 6, "1 10 100 1000 10k 100k 1M")]
    public void Between_ARange_MarksRoundNumbers(double low, double high, AxisScale scale, int wished, string labels) =>
        Assert.That(string.Join(' ', NiceTicks.Between(low, high, scale, wished).Select(t => t.Label)), Is.EqualTo(labels));
}
