using System.Globalization;
using Spectre.Console;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>Draws the state of a sweep as a table.</summary>
public static class StateTable
{
    private static readonly string[] Columns = ["run", "step", "loss", "tokens/s", "left", "state"];

    // What the columns besides the bar and the name take on a terminal, frames included.
    private const int WidthOfNumbers = 58;
    private const int LeastName = 18;

    /// <summary>For a terminal: as many runs as fit, those at work and those that failed before others.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="rows">Most runs that are shown.</param>
    /// <param name="width">Columns of the terminal.</param>
    public static Table Draw(SweepState sweep, int rows, int width)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        var bar = width >= 120 ? 20 : 8;
        var table = new Table().Border(TableBorder.Simple).AddColumn("run").AddColumn("progress");
        table.AddColumns([.. Columns.Skip(1).Select(name => new TableColumn(name).NoWrap())]);
        var shown = sweep.Runs.Index().OrderBy(run => Rank(run.Item.Phase)).ThenBy(run => run.Index).Take(rows).OrderBy(run => run.Index).ToList();
        foreach (var (_, run) in shown)
        {
            table.AddRow(Drawn(run, bar, Math.Max(LeastName, width - bar - WidthOfNumbers)));
        }

        var hidden = sweep.Runs.Count - shown.Count;
        return table.Caption(Markup.Escape(hidden == 0 ? $"{sweep}" : string.Create(CultureInfo.InvariantCulture, $"{sweep} ({hidden} runs not shown)")));
    }

    /// <summary>For files and pipes: every run, in Markdown.</summary>
    public static string Text(SweepState sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return $"{MarkdownTable.Of(Columns, [.. sweep.Runs.Select(run => (string[])[run.Run.Label, .. Cells(run)])])}\n{sweep}\n";
    }

    private static int Rank(RunPhase phase) => phase switch
    {
        RunPhase.Running => 0,
        RunPhase.Failed => 1,
        RunPhase.Queued => 2,
        RunPhase.Waiting or RunPhase.Stopped => 3,
        _ => 4,
    };

    private static Markup[] Drawn(RunState run, int bar, int name)
    {
        var share = run.Phase == RunPhase.Done ? 1 : run.Status is { } s ? Math.Clamp((double)s.Step / s.Steps, 0, 1) : 0;
        var filled = (int)Math.Round(share * bar);
        var colour = run.Phase switch
        {
            RunPhase.Failed => "red",
            RunPhase.Done => "green",
            RunPhase.Running => "blue",
            RunPhase.Pruned => "yellow",
            _ => "grey",
        };
        return
        [
            new($"[{colour}]{Markup.Escape(Short(run.Run.Label, name))}[/]"),
            new($"[{colour}]{new string('\u2501', filled)}[/][grey]{new string('\u2501', bar - filled)}[/]"),
            .. Cells(run).Select((cell, i) => new Markup(Markup.Escape(i == Columns.Length - 2 ? Short(cell, LeastName) : cell))),
        ];
    }

    private static string[] Cells(RunState run) =>
    [
        run.Status is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at.Step}/{at.Steps}") : "",
        run.Status?.Loss.ToString("F3", CultureInfo.InvariantCulture) ?? "",
        run.Status?.TokensPerSecond.ToString("N0", CultureInfo.InvariantCulture) ?? "",
        run.Phase == RunPhase.Running && run.Status?.Remaining is { } left ? RunStatus.TimeText(left) : "",
        run.Note.Length > 0 ? $"{run.Word}: {run.Note}" : run.Word,
    ];

    private static string Short(string text, int length) => text.Length <= length ? text : text[..(length - 2)] + "..";
}
