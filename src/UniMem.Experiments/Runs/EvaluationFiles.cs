using System.Globalization;
using UniMem.Data.Corpora;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;
using UniMem.Training;

namespace UniMem.Experiments.Runs;

/// <summary>The evaluations of a run: one file each, written whole, so that an evaluation is there or not.</summary>
/// <remarks>What tasks measured stands beside it, in a file of its own with the columns task, measure and value.</remarks>
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

    /// <summary>What tasks measured at a step; nothing where there were no tasks.</summary>
    public IReadOnlyList<Measured> ReadMeasures(Split split, long step) => !File.Exists(MeasuresOf(split, step)) ? []
        : [.. CsvTable.Read(MeasuresOf(split, step)).Rows.Select(row => new Measured(row["task"], row["measure"], row.Double("value")))];

    /// <summary>Writes what tasks measured; before the evaluation that they belong to, which says that it is complete.</summary>
    public void WriteMeasures(Split split, long step, IReadOnlyList<Measured> measures)
    {
        ArgumentNullException.ThrowIfNull(measures);
        if (measures.Count > 0)
        {
            CsvTable.Write(
                MeasuresOf(split, step),
                ["task", "measure", "value"],
                measures.Select(m => (string[])[m.Task, m.Measure, m.Value.ToString("R", CultureInfo.InvariantCulture)]));
        }
    }

    /// <summary>Removes evaluations of steps that the run does again.</summary>
    public void DropAfter(Split split, long completedSteps)
    {
        foreach (var step in Steps(split).Where(s => s > completedSteps))
        {
            File.Delete(PathOf(split, step));
            File.Delete(MeasuresOf(split, step));
        }
    }

    private static string Name(Split split) => split.ToString().ToLowerInvariant();

    private string MeasuresOf(Split split, long step) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"tasks-{Name(split)}-{step:D8}.csv"));

    private string PathOf(Split split, long step) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Name(split)}-{step:D8}.csv"));
}
