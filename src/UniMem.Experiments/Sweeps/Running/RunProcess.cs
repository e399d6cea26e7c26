using System.Diagnostics;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>One run of a sweep at work in a process of its own: a crash or a leak ends that run only.</summary>
public sealed class RunProcess : IDisposable
{
    private const int KeptLines = 12;

    private readonly Process _process;
    private readonly long _outOfMemoryBefore;
    private readonly Queue<string> _lastLines = new();

    private RunProcess(Process process, long outOfMemoryBefore)
    {
        (_process, _outOfMemoryBefore) = (process, outOfMemoryBefore);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        // Waits for what was written, too, because reading has begun.
        Ended = process.WaitForExitAsync();
    }

    /// <summary>Completes when the process has ended.</summary>
    public Task Ended { get; }

    /// <summary>How a process that has ended did so.</summary>
    public ProcessEnd End => new(_process.ExitCode, OutOfMemoryCount.Now > _outOfMemoryBefore);

    /// <summary>The last lines that the process wrote.</summary>
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

    /// <summary>Starts a run.</summary>
    /// <param name="start">What is started; its streams are taken over.</param>
    public static RunProcess Start(ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        start.Environment[StopSignal.Variable] = "1";
        start.Environment["NO_COLOR"] = "1";
        var before = OutOfMemoryCount.Now;
        var process = new Process { StartInfo = start };
        process.Start();
        return new(process, before);
    }

    /// <summary>Asks the process to end with a checkpoint.</summary>
    public void AskToEnd()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The process has ended already.
        }
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

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
