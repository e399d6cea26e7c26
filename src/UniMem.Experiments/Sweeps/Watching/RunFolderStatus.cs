using System.Globalization;
using System.Text;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>Reads from its folder how far a run is, whichever process or machine is at work on it.</summary>
public static class RunFolderStatus
{
    private const int Tail = 8192;

    /// <summary>The state of the run; null before its first step.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="steps">Steps of the whole run.</param>
    public static RunStatus? Read(RunFolder folder, long steps)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (LastLines(folder.MetricsFile) is not [.., var metrics] || metrics.Length < 3)
        {
            return null;
        }

        var timing = LastLines(folder.TimingFile).Where(cells => cells.Length == 3).ToList();
        var (tokens, seconds) = (timing.Sum(cells => cells[1]), timing.Sum(cells => cells[2]));
        var pace = WallPace(folder, (long)metrics[0]) ?? (timing.Count == 0 ? 0 : seconds / timing.Count);
        return new((long)metrics[0], steps, metrics[2], seconds > 0 ? tokens / seconds : 0, pace == 0 ? null : TimeSpan.FromSeconds(pace * (steps - metrics[0])), pace);
    }

    // Evaluations and checkpoints take time too: since the process began, until now or until the table was last added to.
    private static double? WallPace(RunFolder folder, long step) =>
        EnvironmentRecord.Read(folder.EnvironmentFile) is { Last: var session } && step > session.FromStep
            ? Math.Max(0, (File.GetLastWriteTimeUtc(folder.IsDone ? folder.DoneFile : folder.MetricsFile) - session.Started.UtcDateTime).TotalSeconds) / (step - session.FromStep)
            : null;

    private static List<double[]> LastLines(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(-Math.Min(file.Length, Tail), SeekOrigin.End);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var text = reader.ReadToEnd();
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Skip(1).Select(Numbers).OfType<double[]>()];
    }

    private static double[]? Numbers(string line)
    {
        var cells = line.Split(',');
        var numbers = cells.Select(cell => double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) ? n : double.NaN).ToArray();
        return numbers.Take(3).Any(double.IsNaN) ? null : numbers;
    }
}
