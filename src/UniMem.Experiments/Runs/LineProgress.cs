using System.Diagnostics;

namespace UniMem.Experiments.Runs;

/// <summary>Tells of a run in plain lines, at intervals: for logs and pipes.</summary>
/// <param name="output">Where to.</param>
/// <param name="interval">Least time between two lines about steps.</param>
public sealed class LineProgress(TextWriter output, TimeSpan interval) : IRunProgress
{
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    /// <inheritdoc/>
    public void Advance(RunStatus status)
    {
        if (_sinceLine.Elapsed >= interval || status.Step == status.Steps)
        {
            output.WriteLine(status);
            output.Flush();
            _sinceLine.Restart();
        }
    }

    /// <inheritdoc/>
    public void Say(string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
