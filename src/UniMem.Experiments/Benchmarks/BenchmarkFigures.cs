using UniMem.Experiments.Plots;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Benchmarks;

/// <summary>What a benchmark shows at a glance.</summary>
internal static class BenchmarkFigures
{
    private const int RowHeight = 24;

    /// <summary>The figures of what was measured, with the names of their files.</summary>
    public static IEnumerable<(string Name, Figure Figure)> Of(IReadOnlyList<TurnSummary> turns, PublishedReport published, IReadOnlyList<CsvRow> slots, IReadOnlyList<CsvRow> documents)
    {
        if (turns.Any(turn => turn.First.Work == BenchmarkWork.Train))
        {
            yield return ("utilisation", Utilisation([.. turns.Where(turn => turn.First.Work == BenchmarkWork.Train)]));
        }

        if (published.Figure() is { } beside)
        {
            yield return ("published", beside);
        }

        if (slots.Count > 0)
        {
            yield return ("speed-by-slots", Slots(slots));
        }

        if (documents.Count > 0)
        {
            yield return ("memory-by-document", Documents(documents));
        }
    }

    private static Figure Utilisation(IReadOnlyList<TurnSummary> turns)
    {
        var rows = turns.Select(turn => turn.First.Method).Distinct().SelectMany(method => turns.Any(turn => turn.RivalUtilisation is not null)
            ? new[] { (Method: method, Rival: false), (Method: method, Rival: true) } : [(Method: method, Rival: false)]).Reverse().ToList();
        IEnumerable<Point> Bars(IEnumerable<TurnSummary> size, bool rival) =>
            from turn in size
            let used = rival ? turn.RivalUtilisation : turn.Utilisation
            where used is not null
            select new Point(100 * used.Value.Median, rows.IndexOf((turn.First.Method, rival)), 100 * used.Value.Least, 100 * used.Value.Most);

        return new()
        {
            Title = "Training: how much of the time the matrix products alone would take",
            X = new() { Label = "Percent, more is better", Minimum = 0 },
            Y = new()
            {
                Label = "",
                Ticks = [.. rows.Select((row, i) => new Tick(i, row.Rival ? "plain PyTorch" : row.Method))],
                Minimum = -0.6,
                Maximum = rows.Count - 0.4,
            },
            Panels = [.. turns.GroupBy(turn => turn.First.Size).Select(size => new Panel
            {
                Title = size.Key,
                Series = [.. new[] { (Name: "UniMem", Paint: Palette.Of(0), Rival: false), (Name: "plain PyTorch", Paint: Palette.Baseline, Rival: true) }
                    .Select(side => new Series { Name = side.Name, Paint = side.Paint, Style = SeriesStyle.Bars, Points = [.. Bars(size, side.Rival)] })
                    .Where(series => series.Points.Count > 0)],
            })],
            Caption = "Lines: least to most of the turns. Scores that are masked block by block are not counted as needed.",
            Height = 200 + (RowHeight * rows.Count),
        };
    }

    private static Figure Slots(IReadOnlyList<CsvRow> rows) => new()
    {
        Title = "Speed of reading beside memories of many slots",
        X = new() { Label = "Slots of a layer's memory", Scale = AxisScale.Log, Ticks = [.. rows.Select(row => row.Long("slots")).Distinct().Order().Select(slots => new Tick(slots, Short(slots)))] },
        Y = new() { Label = "Tokens a second, forward", Scale = AxisScale.Log },
        Panels = [new() { Series = [.. rows.GroupBy(row => row["method"]).Select((method, i) => new Series
        {
            Name = method.Key,
            Paint = Palette.Of(i),
            Points = [.. method.GroupBy(row => row.Long("slots")).OrderBy(slots => slots.Key).Select(slots =>
            {
                var speed = Spread.Of(slots.Select(row => 1 / row.Double("seconds_per_token")));
                return new Point(slots.Key, speed.Median, speed.Least, speed.Most);
            })],
        }).Append(Product(rows))] }],
        Caption = "Ribbons: least to most. Broken: one matrix product of a segment's queries with all keys of one layer, alone.",
    };

    private static Series Product(IReadOnlyList<CsvRow> rows) => new()
    {
        Name = "",
        Paint = Palette.Baseline with { Mark = Mark.None },
        Style = SeriesStyle.Guide,
        Points = [.. rows.GroupBy(row => row.Long("slots")).OrderBy(slots => slots.Key)
            .Select(slots => new Point(slots.Key, 1 / Spread.Of(slots.Select(row => row.Double("product_seconds_per_token"))).Median))],
    };

    private static Figure Documents(IReadOnlyList<CsvRow> rows) => new()
    {
        Title = "Memory of the process while it evaluates one long document",
        X = new() { Label = "Tokens read", Minimum = 0 },
        Y = new() { Label = "Resident megabytes", Minimum = 0 },
        Panels = [new() { Series = [.. rows.GroupBy(row => row["method"]).Select((method, i) => new Series
        {
            Name = method.Key,
            Paint = Palette.Of(i) with { Mark = Mark.None },
            Points = [.. method.Select(row => new Point(row.Long("tokens"), row.Long("resident_bytes") / 1e6)).OrderBy(point => point.X)],
        })] }],
    };

    private static string Short(long slots) => slots switch
    {
        >= 1 << 20 => FormattableString.Invariant($"{slots >> 20}M"),
        >= 1 << 10 => FormattableString.Invariant($"{slots >> 10}k"),
        _ => FormattableString.Invariant($"{slots}"),
    };
}
