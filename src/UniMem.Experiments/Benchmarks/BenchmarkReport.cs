using System.Globalization;
using System.Text;
using UniMem.Data;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Writes what the tables of a folder say: <c>summary.md</c> and figures.</summary>
/// <param name="folder">The measurements.</param>
/// <param name="renderer">What draws.</param>
public sealed class BenchmarkReport(BenchmarkFolder folder, IFigureRenderer renderer)
{
    /// <summary>The summary's file.</summary>
    public const string Summary = "summary.md";

    /// <summary>The setting of measurements that only show that all works.</summary>
    internal const string Quick = "quick";

    /// <summary>Writes all of it anew.</summary>
    /// <returns>The files written.</returns>
    public IReadOnlyList<string> Write()
    {
        var turns = folder.Turns.Rows.Select(TurnResult.Of).GroupBy(turn => (turn.Size, turn.Method, turn.Work)).Select(group => new TurnSummary([.. group])).ToList();
        var stages = folder.Stages.Rows.Select(StageRow.Of).ToList();
        var published = new PublishedReport([.. folder.Published.Rows.Select(PublishedTurn.Of)], [.. folder.Programs.Rows.Select(PublishedProgram.Of)]);
        WholeFile.Write(folder.At(Summary), Text(turns, stages, published));
        return [folder.At(Summary), .. BenchmarkFigures.Of(turns, published, folder.Long.Rows, folder.Documents.Rows)
            .SelectMany(figure => FigureFiles.Save(renderer, figure.Figure, folder.At(figure.Name)))];
    }

    private string Text(IReadOnlyList<TurnSummary> turns, IReadOnlyList<StageRow> stages, PublishedReport published)
    {
        var text = new StringBuilder("# Speed\n\n");
        if (folder.Machine!["settings"]![Quick] is not null)
        {
            text.Append("**Quick.** Next to nothing was measured, to see that all works: no number here says how fast anything is.\n\n");
        }

        text.AppendJoin("", BenchmarkVerdict.Of(turns, published.Best).Select(line => $"{line}\n\n"));
        text.Append(Machine());
        foreach (var size in turns.GroupBy(turn => turn.First.Size))
        {
            var mine = stages.Where(stage => stage.Size == size.Key).ToList();
            Section(text, $"Speed, {size.Key}", SpeedTable([.. size]));
            Section(text, $"Milliseconds of a training step by stage, {size.Key}", StageTable.Of(mine));
            Section(text, $"Memory, {size.Key}", MemoryTable(size.Key));
            text.Append('\n').Append(CultureInfo.InvariantCulture, $"## Targets missed, {size.Key}\n\n").AppendJoin("", BenchmarkTargets.Missed([.. size], mine).Select(line => $"- {line}\n"));
        }

        text.Append(published.Text());
        if (folder.Long.Rows.Count > 0)
        {
            Section(text, "Long memories", LongTable());
        }

        if (folder.Documents.Rows.Count > 0)
        {
            Section(text, "Long documents", DocumentTable());
        }

        return text.ToString();
    }

    private string Machine()
    {
        var machine = folder.Machine!;
        var settings = machine["settings"]!;
        var sessions = machine["sessions"]!.AsArray();
        var load = sessions.Select(session => (double?)session!["load_before"]).Max();
        return string.Create(CultureInfo.InvariantCulture, $"""
            {machine["cpu"]}, {machine["cores"]} cores, {machine["os"]}; {machine["dotnet"]}, libtorch {machine["torch"]}.
            Threads {settings["threads"]}, {settings["clock"]} clock, {settings["pairs"]} turns; times are medians, with the least and the most in parentheses.
            Commit {string.Join(", ", sessions.Select(session => ((string?)session!["commit"])?[..10] ?? "unknown").Distinct())}; before it began {load:F1} programs wanted a core.

            The limit is how many times faster than the rival the matrix products alone are, on the same libtorch and shapes, in the same turn; blocks of
            {ModelProducts.Tile} by {ModelProducts.Tile} scores that are all masked are not needed. Reached is the part of our time that they would take.

            """);
    }

    private static void Section(StringBuilder text, string title, string table) => text.Append('\n').Append("## ").Append(title).Append("\n\n").Append(table);

    private static string SpeedTable(IReadOnlyList<TurnSummary> turns) => MarkdownTable.Of(
        ["method", "work", "tokens/s", "rival's", "times the rival", "limit", "reached", "rival reached"],
        [.. turns.Select(turn => (IReadOnlyList<string>)
        [
            turn.First.Method,
            turn.First.Work.ToString().ToLowerInvariant(),
            Number(turn.Speed.Median, 0),
            turn.RivalSpeed is { } speed ? Number(speed.Median, 0) : "",
            turn.Ratio is { } ratio ? $"{Number(ratio.Median, 2)} ({Number(ratio.Least, 2)} to {Number(ratio.Most, 2)})" : "",
            turn.Limit is { } limit ? Number(limit.Median, 2) : "",
            $"{Number(100 * turn.Utilisation.Median, 0)} %",
            turn.RivalUtilisation is { } used ? $"{Number(100 * used.Median, 0)} %" : "",
        ])]);

    private string MemoryTable(string size) => MarkdownTable.Of(
        ["method", "parameters", "peak resident MB", "rival's", "device MB"],
        [.. folder.Cells.Of(size).Select(row => (IReadOnlyList<string>)
            [row["method"], row["parameters"], Megabytes(row["peak_bytes"]), Megabytes(row["rival_peak_bytes"]), Megabytes(row["device_bytes"])])]);

    private string LongTable() => MarkdownTable.Of(
        ["method", "slots", "tokens/s", "times one product of that size", "memory MB", "resident MB"],
        [.. folder.Long.Rows.GroupBy(row => (Method: row["method"], Slots: row.Long("slots"))).Select(group => (IReadOnlyList<string>)
        [
            group.Key.Method,
            group.Key.Slots.ToString("N0", CultureInfo.InvariantCulture),
            Number(Spread.Of(group.Select(row => 1 / row.Double("seconds_per_token"))).Median, 0),
            Number(Spread.Of(group.Select(row => row.Double("seconds_per_token") / row.Double("product_seconds_per_token"))).Median, 2),
            Megabytes(group.First()["memory_bytes"]),
            Megabytes(group.Last()["resident_bytes"]),
        ])]);

    private string DocumentTable() => MarkdownTable.Of(
        ["method", "tokens", "tokens/s", "resident MB after a tenth", "resident MB at the end"],
        [.. folder.Documents.Rows.GroupBy(row => row["method"]).Select(group => (Rows: group.ToList(), group.Key)).Select(group => (IReadOnlyList<string>)
        [
            group.Key,
            group.Rows[^1].Long("tokens").ToString("N0", CultureInfo.InvariantCulture),
            Number(group.Rows[^1].Long("tokens") / group.Rows[^1].Double("seconds"), 0),
            Megabytes(group.Rows[group.Rows.Count / 10]["resident_bytes"]),
            Megabytes(group.Rows[^1]["resident_bytes"]),
        ])]);

    private static string Megabytes(string bytes) => bytes.Length == 0 ? "" : Number(double.Parse(bytes, CultureInfo.InvariantCulture) / 1e6, 0);

    private static string Number(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
