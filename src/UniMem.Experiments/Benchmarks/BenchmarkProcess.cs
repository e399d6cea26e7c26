using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Benchmarks;

/// <summary>A program that answers requests, a line of JSON each; it stays alive between them.</summary>
public sealed class BenchmarkProcess : IDisposable
{
    private readonly Process _process;
    private readonly Queue<string> _complaints = new();
    private readonly string _name;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenRegistration _registered;

    /// <param name="name">What messages call it.</param>
    /// <param name="start">The program.</param>
    /// <param name="stop">Ends the program at once, whatever it does.</param>
    /// <exception cref="ConfigurationException">There is no such program.</exception>
    public BenchmarkProcess(string name, ProcessStartInfo start, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(start);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        (_name, _stop) = (name, stop);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception cause)
        {
            throw new ConfigurationException(name, $"{start.FileName} cannot be started: {cause.Message}.", cause);
        }

        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginErrorReadLine();
        _registered = stop.Register(Kill);
    }

    /// <summary>The largest resident memory that it has had, in bytes; 0 where the system does not tell.</summary>
    public long PeakBytes
    {
        get
        {
            var status = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status");
            var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(text => text.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
            return line is null ? 0 : long.Parse(line.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>What it holds on GPUs, in bytes; null where it uses none.</summary>
    public long? DeviceBytes
    {
        get
        {
            var own = _process.Id.ToString(CultureInfo.InvariantCulture);
            var held = Gpus.Processes().Where(line => line.Process == own).Select(line => line.Bytes).ToList();
            return held.Count == 0 ? null : held.Sum();
        }
    }

    /// <summary>Asks and waits for the answer.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    /// <exception cref="ConfigurationException">It has ended, or says that something is wrong; the message tells what it said.</exception>
    public JsonObject Ask(JsonObject request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string? line;
        try
        {
            _process.StandardInput.WriteLine(request.ToJsonString());
            _process.StandardInput.Flush();
            line = _process.StandardOutput.ReadLine();
        }
        catch (IOException)
        {
            line = null;
        }

        _stop.ThrowIfCancellationRequested();
        return line is null ? throw Ended()
            : JsonNode.Parse(line)!.AsObject() is var answer && answer["mistake"] is { } mistake ? throw new ConfigurationException(_name, (string)mistake!)
            : answer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                Kill();
            }
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // It has ended already.
        }

        _registered.Dispose();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private ConfigurationException Ended()
    {
        _process.WaitForExit();
        lock (_complaints)
        {
            return new(_name, string.Create(CultureInfo.InvariantCulture, $"ended with exit code {_process.ExitCode}: {string.Join(' ', _complaints)}"));
        }
    }

    private void Note(string? line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        lock (_complaints)
        {
            _complaints.Enqueue(line.Trim());
            if (_complaints.Count > 4)
            {
                _complaints.Dequeue();
            }
        }
    }
}
