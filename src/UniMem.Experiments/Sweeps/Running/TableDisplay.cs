using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Shows a sweep as a table on a terminal that changes in place.</summary>
public sealed class TableDisplay : ISweepDisplay
{
    private const int Rows = 24;

    private readonly IAnsiConsole _console;
    private readonly LiveDisplayContext _live;

    private TableDisplay(IAnsiConsole console, LiveDisplayContext live) => (_console, _live) = (console, live);

    /// <summary>Does some work under a table on a terminal, or with plain lines where there is none.</summary>
    /// <param name="console">What is drawn on.</param>
    /// <param name="work">The work.</param>
    public static T Run<T>(IAnsiConsole console, Func<ISweepDisplay, T> work)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(work);
        return console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? console.Live(new Table()).AutoClear(true).Start(live => work(new TableDisplay(console, live)))
            : work(new LineDisplay(console.Profile.Out.Writer, TimeSpan.FromSeconds(15)));
    }

    /// <inheritdoc/>
    public void Show(IReadOnlyList<RunState> runs) => _live.UpdateTarget(Draw(runs));

    /// <inheritdoc/>
    public void Say(string line) => _console.MarkupLineInterpolated($"{line}");

    private static IRenderable Draw(IReadOnlyList<RunState> runs)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("run", "progress", "step", "loss", "tokens/s", "left");
        foreach (var run in runs.OrderBy(run => run.Phase == RunPhase.Running ? 0 : 1).Take(Rows).OrderBy(run => IndexOf(runs, run)))
        {
            table.AddRow(Cells(run));
        }

        var done = runs.Count(run => run.Phase == RunPhase.Done);
        var left = runs.Where(run => run.Phase == RunPhase.Running).Max(run => run.Status?.Remaining);
        return table.Caption(string.Create(
            CultureInfo.InvariantCulture,
            $"{done} of {runs.Count} runs done{(left is { } time ? $", the longest at work has {RunStatus.TimeText(time)} left" : "")}"));
    }

    private static int IndexOf(IReadOnlyList<RunState> runs, RunState run) => runs.Index().First(item => ReferenceEquals(item.Item, run)).Index;

    private static IRenderable[] Cells(RunState run)
    {
        var share = run.Phase == RunPhase.Done ? 1 : run.Status is { } s ? (double)s.Step / s.Steps : 0;
        var filled = (int)Math.Round(share * 20);
        var colour = run.Phase switch { RunPhase.Failed => "red", RunPhase.Done => "green", RunPhase.Running => "blue", _ => "grey" };
        var name = run.Phase switch { RunPhase.Failed => $"{run.Run.FullLabel} (failed)", _ => run.Run.FullLabel };
        var status = run.Status;
        return
        [
            new Markup($"[{colour}]{Markup.Escape(name)}[/]"),
            new Markup($"[{colour}]{new string('\u2501', filled)}[/][grey]{new string('\u2501', 20 - filled)}[/]"),
            new Text(status is { } at ? string.Create(CultureInfo.InvariantCulture, $"{at.Step}/{at.Steps}") : ""),
            new Text(status?.Loss.ToString("F3", CultureInfo.InvariantCulture) ?? ""),
            new Text(status?.TokensPerSecond.ToString("N0", CultureInfo.InvariantCulture) ?? ""),
            new Text(run.Phase == RunPhase.Running && status?.Remaining is { } left ? RunStatus.TimeText(left) : ""),
        ];
    }
}
