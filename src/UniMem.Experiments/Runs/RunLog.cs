using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace UniMem.Experiments.Runs;

/// <summary>Keeps what a run says in its folder, with times, and hands it on to a display.</summary>
/// <remarks>A line that finds the disk full is lost: the log must not end the run that it tells of.</remarks>
public sealed class RunLog : IRunProgress, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly FileStream _file;
    private readonly IRunProgress _display;
    private readonly Stopwatch _sinceLine = Stopwatch.StartNew();

    /// <param name="path">The log; lines are added to what is there.</param>
    /// <param name="display">What is told besides.</param>
    public RunLog(string path, IRunProgress display)
    {
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
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
    public void Write(string text)
    {
        try
        {
            _file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow:yyyy-MM-dd HH:mm:ss}Z  {text}\n")));
        }
        catch (IOException full) when (DiskSpace.IsExhausted(full))
        {
            _display.Say("the disk is full: log.txt lacks a line.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
