using System.Diagnostics;
using System.Globalization;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>Shows a sweep in plain lines: one for everything that happens, and one for each run at work at intervals.</summary>
/// <param name="output">Where to.</param>
/// <param name="interval">Time between two lines about a run at work.</param>
public sealed class LineDisplay(TextWriter output, TimeSpan interval) : ISweepDisplay
{
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Show(IReadOnlyList<RunState> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        if (_sinceLine.Elapsed < interval)
        {
            return;
        }

        _sinceLine.Restart();
        var done = runs.Count(run => run.Phase == RunPhase.Done);
        foreach (var run in runs.Where(run => run.Phase == RunPhase.Running))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{done}/{runs.Count}] {run.Run.FullLabel}: {run.Status?.ToString() ?? "starting"}"));
        }

        output.Flush();
    }

    /// <inheritdoc/>
    public void Say(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
