using System.Globalization;
using Spectre.Console;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Probes;

/// <summary>Tells of probes by a bar on a terminal, else by a line for each.</summary>
public sealed class ProbeDisplay : IProbeProgress
{
    private readonly IAnsiConsole _console;
    private readonly ProgressTask? _task;

    private ProbeDisplay(IAnsiConsole console, ProgressTask? task) => (_console, _task) = (console, task);

    /// <summary>Does some work under the display.</summary>
    /// <param name="console">What is drawn on.</param>
    /// <param name="work">The work; it runs on the calling thread.</param>
    public static T Run<T>(IAnsiConsole console, Func<IProbeProgress, T> work)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(work);
        return console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal
            ? console.Progress()
                .AutoClear(true)
                .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .Start(context => work(new ProbeDisplay(console, context.AddTask("probes", maxValue: 1))))
            : work(new ProbeDisplay(console, null));
    }

    /// <inheritdoc/>
    public void Advance(ProbeStatus status)
    {
        if (_task is not null)
        {
            _task.Value = status.Share;
            _task.Description = Markup.Escape(string.Create(
                CultureInfo.InvariantCulture,
                $"{status.Done}/{status.Total}{(status.Remaining is { } left ? $", {RunStatus.TimeText(left)} left" : "")}: {status.What}"));
        }
    }

    /// <inheritdoc/>
    public void Say(string line)
    {
        if (_task is not null)
        {
            _console.MarkupLineInterpolated($"{line}");
            return;
        }

        _console.Profile.Out.Writer.WriteLine(line);
        _console.Profile.Out.Writer.Flush();
    }
}
