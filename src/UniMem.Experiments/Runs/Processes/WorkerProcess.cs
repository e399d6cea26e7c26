using System.Diagnostics;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Runs.Processes;

/// <summary>One of the processes of a run, watched by the one that has started it.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private const int KeptLines = 12;

    private readonly Process _process;
    private readonly long _outOfMemoryBefore;
    private readonly Queue<string> _lastLines = new();

    private WorkerProcess(Process process, long outOfMemoryBefore) => (_process, _outOfMemoryBefore, Ended) = (process, outOfMemoryBefore, process.WaitForExitAsync());

    /// <summary>Completes when it has ended.</summary>
    public Task Ended { get; }

    /// <summary>How it did so, when it has.</summary>
    public ProcessEnd End => new(_process.ExitCode, OutOfMemoryCount.Now > _outOfMemoryBefore);

    /// <summary>The last lines that it wrote, where they were not shown at once.</summary>
    public IReadOnlyList<string> LastLines
    {
        get
        {
            lock (_lastLines)
            {
                return [.. _lastLines];
            }
        }
    }

    /// <summary>Starts it.</summary>
    /// <param name="words">Program and arguments.</param>
    /// <param name="place">What <see cref="ProcessEnvironment.Variable"/> says to it.</param>
    /// <param name="shown">Whether it writes where this process does.</param>
    public static WorkerProcess Start(IReadOnlyList<string> words, string place, bool shown)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = !shown, RedirectStandardError = !shown };
        start.Environment[ProcessEnvironment.Variable] = place;
        var before = OutOfMemoryCount.Now;
        var process = new Process { StartInfo = start };
        process.Start();
        var worker = new WorkerProcess(process, before);
        if (!shown)
        {
            process.OutputDataReceived += (_, line) => worker.Keep(line.Data);
            process.ErrorDataReceived += (_, line) => worker.Keep(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        return worker;
    }

    /// <summary>Asks it to end with a checkpoint.</summary>
    public void AskToEnd()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    /// <summary>Ends it at once, if it has not ended.</summary>
    public void Kill()
    {
        if (!Ended.IsCompleted)
        {
            _process.Kill();
            _process.WaitForExit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            while (_lastLines.Count > KeptLines)
            {
                _lastLines.Dequeue();
            }
        }
    }
}
