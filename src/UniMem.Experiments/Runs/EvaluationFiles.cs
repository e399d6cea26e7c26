using System.Globalization;
using UniMem.Data.Corpora;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Runs;

/// <summary>The evaluations of a run: one file each, written whole, so that an evaluation is there or not.</summary>
/// <param name="folder">Where they are.</param>
public sealed class EvaluationFiles(string folder)
{
    /// <summary>Steps at which a split was evaluated, ascending.</summary>
    /// <param name="split">The split.</param>
    public IReadOnlyList<long> Steps(Split split) => !Directory.Exists(folder) ? [] : [.. Directory.EnumerateFiles(folder, $"{Name(split)}-*.csv")
        .Select(path => long.TryParse(Path.GetFileNameWithoutExtension(path)[(Name(split).Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1)
        .Where(step => step >= 0)
        .Order()];

    /// <summary>The files of all evaluations in a folder, by split and ascending step.</summary>
    public static IReadOnlyList<(long Step, string Path)> All(string folder)
    {
        var files = new EvaluationFiles(folder);
        return [.. Enum.GetValues<Split>().SelectMany(split => files.Steps(split).Select(step => (step, files.PathOf(split, step))))];
    }

    /// <summary>What an evaluation found, by document and position.</summary>
    public IReadOnlyList<DocumentScore> Read(Split split, long step) => DocumentScore.Read(PathOf(split, step));

    /// <summary>Writes an evaluation.</summary>
    /// <param name="split">The split.</param>
    /// <param name="step">Training steps done.</param>
    /// <param name="scores">What was found.</param>
    public void Write(Split split, long step, IEnumerable<DocumentScore> scores) =>
        CsvTable.Write(PathOf(split, step), DocumentScore.Columns, scores.Select(s => s.ToCells()));

    /// <summary>Removes evaluations of steps that the run does again.</summary>
    public void DropAfter(Split split, long completedSteps)
    {
        foreach (var step in Steps(split).Where(s => s > completedSteps))
        {
            File.Delete(PathOf(split, step));
        }
    }

    private static string Name(Split split) => split.ToString().ToLowerInvariant();

    private string PathOf(Split split, long step) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Name(split)}-{step:D8}.csv"));
}
