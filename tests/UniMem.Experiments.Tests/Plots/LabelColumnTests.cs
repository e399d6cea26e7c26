using UniMem.Experiments.Plots;

namespace UniMem.Experiments.Tests.Plots;

public sealed class LabelColumnTests
{
    [Test]
    public void Spread_NamesFarApart_StayWhereTheyAre() =>
        Assert.That(LabelColumn.Spread([100, 20, 60], 17, 0, 200), Is.EqualTo(new double[] { 100, 20, 60 }));

    [Test]
    public void Spread_NamesAtOneHeight_StandEvenlyAroundItInTheirOrder() =>
        Assert.That(LabelColumn.Spread([50, 50, 50], 10, 0, 100), Is.EqualTo(new double[] { 60, 50, 40 }));

    [Test]
    public void Spread_AnyHeights_KeepsDistanceOrderAndBounds()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var wanted = Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.NextDouble() * 200).ToList();
            var placed = LabelColumn.Spread(wanted, 15, 0, 200);
            var order = Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i]).ToList();
            var sorted = order.Select(i => placed[i]).ToList();
            Assert.That(sorted.Zip(sorted.Skip(1), (a, b) => b - a), Is.All.GreaterThan(15 - 1e-6));
            Assert.That(sorted, Is.All.InRange(-1e-6, 200 + 1e-6));
        }
    }

    [Test]
    public void Spread_MoreNamesThanRoom_ClosesUpEvenly() =>
        Assert.That(LabelColumn.Spread([5, 5, 5], 17, 0, 20), Is.EqualTo(new double[] { 20, 10, 0 }).Within(1e-9));
}
