namespace UniMem.Experiments.Plots;

/// <summary>Places the names at the ends of curves so that they do not cover one another.</summary>
public static class LabelColumn
{
    /// <summary>Moves heights apart until neighbours are a stated distance from one another, each as little as need be.</summary>
    /// <param name="wanted">Where each name would stand best, in pixels, in any order.</param>
    /// <param name="distance">Least distance of two names, in pixels.</param>
    /// <param name="low">No name stands below this, in pixels.</param>
    /// <param name="high">No name stands above this, in pixels; the column must be long enough for all.</param>
    /// <returns>The heights, in the order given; names that want the same height keep their order, the first one highest.</returns>
    public static IReadOnlyList<double> Spread(IReadOnlyList<double> wanted, double distance, double low, double high)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var spacing = wanted.Count < 2 ? distance : Math.Min(distance, (high - low) / (wanted.Count - 1));
        var order = Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i]).ThenByDescending(i => i).ToArray();
        var groups = new List<(double Middle, List<int> Members)>();
        foreach (var index in order)
        {
            groups.Add((Clamp(wanted[index], 1, spacing, low, high), [index]));
            while (groups.Count > 1 && Overlap(groups[^2], groups[^1], spacing))
            {
                var members = groups[^2].Members.Concat(groups[^1].Members).ToList();
                var middle = Clamp(members.Average(i => wanted[i]), members.Count, spacing, low, high);
                groups.RemoveRange(groups.Count - 2, 2);
                groups.Add((middle, members));
            }
        }

        var placed = new double[wanted.Count];
        foreach (var (middle, members) in groups)
        {
            for (var k = 0; k < members.Count; k++)
            {
                placed[members[k]] = middle + ((k - ((members.Count - 1) / 2.0)) * spacing);
            }
        }

        return placed;
    }

    private static bool Overlap((double Middle, List<int> Members) below, (double Middle, List<int> Members) above, double spacing) =>
        above.Middle - below.Middle < (((below.Members.Count + above.Members.Count) / 2.0) * spacing) - 1e-9;

    private static double Clamp(double middle, int members, double spacing, double low, double high)
    {
        var half = (members - 1) / 2.0 * spacing;
        return Math.Clamp(middle, low + half, Math.Max(low + half, high - half));
    }
}
