namespace UniMem.Experiments.Plots;

/// <summary>Places names beside single points so that they cover neither one another nor the points.</summary>
public static class PointNames
{
    private const double Height = 17;
    private const double Gap = 9;

    /// <summary>A place for each name: the best of those around its point that are free.</summary>
    /// <param name="points">What is named and where it stands, in pixels.</param>
    /// <param name="lines">Lines that names should not cover, level or upright, from one end to the other in pixels.</param>
    /// <param name="area">The area that names should keep within.</param>
    /// <param name="characterWidth">Width of a character, in pixels.</param>
    public static IReadOnlyList<NameLabel> Place(
        IReadOnlyList<(Series Series, double X, double Y)> points,
        IEnumerable<((double X, double Y) From, (double X, double Y) To)> lines,
        PanelArea area,
        double characterWidth)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(area);
        var taken = points.Select(p => new Box(p.X - 5, p.X + 5, p.Y - 5, p.Y + 5))
            .Concat(lines.Select(l => new Box(Math.Min(l.From.X, l.To.X) - 1, Math.Max(l.From.X, l.To.X) + 1, Math.Min(l.From.Y, l.To.Y) - 1, Math.Max(l.From.Y, l.To.Y) + 1)))
            .ToList();
        var placed = new List<NameLabel>();
        foreach (var (series, x, y) in points)
        {
            var width = characterWidth * series.Name.Length;
            var (label, box) = Candidates(series, x, y, width).MinBy(c => Cost(c.Box, taken, area))!;
            taken.Add(box);
            placed.Add(label);
        }

        return placed;
    }

    private static IEnumerable<(NameLabel Label, Box Box)> Candidates(Series series, double x, double y, double width)
    {
        foreach (var (right, up) in ((bool, double)[])[(true, 0), (false, 0), (true, 1), (true, -1), (false, 1), (false, -1)])
        {
            var (from, height) = (x + (right ? Gap : -Gap), y + (up * Height));
            var box = new Box(right ? from : from - width, right ? from + width : from, height - (Height / 2), height + (Height / 2));
            yield return (new NameLabel(series, from, height, EndsHere: !right, Leader: null), box);
        }
    }

    private static double Cost(Box box, List<Box> taken, PanelArea area) =>
        taken.Sum(box.Overlap) + (3 * (box.Area - box.Overlap(new Box(area.Left, area.Right, area.Bottom, area.Top))));

    private readonly record struct Box(double Left, double Right, double Bottom, double Top)
    {
        public double Area => (Right - Left) * (Top - Bottom);

        public double Overlap(Box other) =>
            Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left)) * Math.Max(0, Math.Min(Top, other.Top) - Math.Max(Bottom, other.Bottom));
    }
}
