using System.Diagnostics;
using System.Globalization;

namespace UniMem.Experiments.Runs;

/// <summary>Keeps what a run says in its folder, with times, and hands it on to a display.</summary>
public sealed class RunLog : IRunProgress, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly StreamWriter _file;
    private readonly IRunProgress _display;
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    /// <param name="path">The log; lines are added to what is there.</param>
    /// <param name="display">What is told besides.</param>
    public RunLog(string path, IRunProgress display)
    {
        _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete)) { AutoFlush = true };
        _display = display;
    }

    /// <inheritdoc/>
    public void Advance(RunStatus status)
    {
        if (_sinceLine.Elapsed >= Interval || status.Step == status.Steps)
        {
            Write(status.ToString());
            _sinceLine.Restart();
        }

        _display.Advance(status);
    }

    /// <inheritdoc/>
    public void Say(string line)
    {
        Write(line);
        _display.Say(line);
    }

    /// <summary>Adds to the log only.</summary>
    public void Write(string text) =>
        _file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss}Z  {text}"));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
