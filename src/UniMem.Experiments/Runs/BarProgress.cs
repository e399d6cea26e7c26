using Spectre.Console;

namespace UniMem.Experiments.Runs;

/// <summary>Tells of a run by a bar on a terminal.</summary>
public sealed class BarProgress : IRunProgress
{
    private readonly IAnsiConsole _console;
    private readonly ProgressTask _task;
    private readonly string _name;

    private BarProgress(IAnsiConsole console, ProgressTask task, string name) => (_console, _task, _name) = (console, task, name);

    /// <summary>Does some work under a bar on a terminal, or with plain lines every ten seconds where there is none.</summary>
    /// <param name="console">What is drawn on.</param>
    /// <param name="name">What the bar is called.</param>
    /// <param name="work">The work; it runs on the calling thread.</param>
    public static void Run(IAnsiConsole console, string name, Action<IRunProgress> work)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(work);
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
        {
            work(new LineProgress(console.Profile.Out.Writer, TimeSpan.FromSeconds(10)));
            return;
        }

        console.Progress()
            .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new BarProgress(console, context.AddTask(Markup.Escape(name)), name)));
    }

    /// <inheritdoc/>
    public void Advance(RunStatus status)
    {
        _task.MaxValue = status.Steps;
        _task.Value = status.Step;
        _task.Description = Markup.Escape($"{_name}  {status}");
    }

    /// <inheritdoc/>
    public void Say(string line) => _console.MarkupLineInterpolated($"{line}");
}
