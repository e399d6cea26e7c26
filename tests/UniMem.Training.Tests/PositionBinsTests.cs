namespace UniMem.Training.Tests;

public sealed class PositionBinsTests
{
    [Test]
    public void Of_AnEdge_BelongsToTheBinAfterIt()
    {
        var bins = new PositionBins([4, 8]);
        Assert.That(new long[] { 1, 3, 4, 7, 8, 1000 }.Select(bins.Of), Is.EqualTo(new[] { 0, 0, 1, 1, 2, 2 }));
    }

    [Test]
    public void StartAndEnd_OfNeighbours_Meet()
    {
        var bins = new PositionBins([4, 8]);
        Assert.Multiple(() =>
        {
            Assert.That(bins.Count, Is.EqualTo(3));
            Assert.That(Enumerable.Range(0, 3).Select(bins.Start), Is.EqualTo(new long[] { 0, 4, 8 }));
            Assert.That(Enumerable.Range(0, 3).Select(bins.End), Is.EqualTo(new long?[] { 4, 8, null }));
        });
    }
}
