using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using UniMem.Components;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Sweeps.Planning.Costs;

/// <summary>Calibrates the runs of a sweep, as many at a time as the sweep will have at work, each in a process of its own.</summary>
/// <param name="store">Where calibrations are kept.</param>
/// <param name="say">What is told of the progress.</param>
/// <param name="command">The command that measures the run of a file and writes the timing to another; the program itself when null.</param>
public sealed class Calibrator(CalibrationFile store, Action<string> say, Func<string, string, ProcessStartInfo>? command = null)
{
    private readonly Func<string, string, ProcessStartInfo> _command = command ?? Self;

    /// <summary>Makes the calibrations that are missing.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="jobs">Runs that the sweep will have at work at the same time.</param>
    /// <param name="stop">Asks for an end.</param>
    /// <exception cref="ConfigurationException">A run cannot begin; the message names it.</exception>
    /// <exception cref="OperationCanceledException">Asked to end.</exception>
    public void Complete(IReadOnlyList<PlannedRun> runs, int jobs, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var missing = runs
            .Select(run => (Run: run, Share: MachineShare.Of(jobs, runs.Count, run.Run.Config.Threads)))
            .Select(run => (run.Run, run.Share, Key: CalibrationKey.Of(run.Run.Run, run.Share)))
            .DistinctBy(run => run.Key)
            .Where(run => store.Find(run.Key) is null)
            .ToList();
        var clock = Stopwatch.StartNew();
        var done = 0;
        var gate = new Lock();
        try
        {
            Parallel.ForEach(missing, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, jobs), CancellationToken = stop }, run =>
            {
                var timing = Measure(run.Run, run.Share.Threads, stop);
                lock (gate)
                {
                    store.Add(run.Key, timing);
                    done++;
                    say(string.Create(CultureInfo.InvariantCulture, $"calibrated {done} of {missing.Count} ({run.Run.Label}: {timing.Step * 1000:F0} ms a step), about {clock.Elapsed.TotalSeconds / done * (missing.Count - done):F0} s left"));
                }
            });
        }
        catch (AggregateException failures)
        {
            throw failures.Flatten().InnerExceptions.First(e => e is not OperationCanceledException || failures.InnerExceptions.Count == 1);
        }
    }

    private RunTiming Measure(PlannedRun run, int threads, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("unimem-calibration-");
        try
        {
            var (config, timing) = (Path.Combine(folder.FullName, "config.yaml"), Path.Combine(folder.FullName, "timing.json"));
            File.WriteAllText(config, run.Run.Yaml);
            var start = _command(config, timing);
            start.ArgumentList.Add(string.Create(CultureInfo.InvariantCulture, $"threads={threads}"));
            (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
            start.Environment["NO_COLOR"] = "1";
            using var process = Process.Start(start)!;
            using var ended = stop.Register(() => process.Kill(entireProcessTree: true));
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            stop.ThrowIfCancellationRequested();
            return File.Exists(timing)
                ? JsonSerializer.Deserialize<RunTiming>(File.ReadAllText(timing))!
                : throw new ConfigurationException("", string.Create(
                    CultureInfo.InvariantCulture, $"{run.FullLabel} cannot be calibrated (exit code {process.ExitCode}): {Told(error, output.Result, config)}"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Told(string error, string output, string config) =>
        (error.Trim().Length > 0 ? error : output).Trim().Replace("unimem: ", "", StringComparison.Ordinal).Replace(config, "its configuration", StringComparison.Ordinal);

    private static ProcessStartInfo Self(string config, string timing)
    {
        string[] words = [.. SelfCommand.Program, "calibrate", config, "--out", timing];
        return new(words[0], words.Skip(1));
    }
}
