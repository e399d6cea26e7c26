using Spectre.Console;

namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>Shows a sweep as a table on a terminal that changes in place.</summary>
public sealed class TableDisplay : ISweepDisplay
{
    // Head, frame, caption, and the line that the cursor stands on.
    private const int LinesBesideRuns = 7;

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
    public void Show(SweepState sweep) => _live.UpdateTarget(StateTable.Draw(sweep, Math.Max(4, _console.Profile.Height - LinesBesideRuns), _console.Profile.Width));

    /// <inheritdoc/>
    public void Say(string line) => _console.MarkupLineInterpolated($"{line}");
}
