using System.Diagnostics;

namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>Shows a sweep in plain lines: one for everything that happens, and at intervals one for the sweep and one for each run at work.</summary>
/// <param name="output">Where to.</param>
/// <param name="interval">Time between two times that the state is told.</param>
public sealed class LineDisplay(TextWriter output, TimeSpan interval) : ISweepDisplay
{
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Show(SweepState sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        if (_sinceLine.Elapsed < interval)
        {
            return;
        }

        _sinceLine.Restart();
        output.WriteLine(sweep);
        foreach (var run in sweep.Runs.Where(run => run.Phase == RunPhase.Running))
        {
            output.WriteLine($"  {run.Run.Label}: {run.Status?.ToString() ?? "starting"}{(run.Note.Length > 0 ? $"  ({run.Note})" : "")}");
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
