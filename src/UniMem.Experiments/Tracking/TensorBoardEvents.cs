using System.Globalization;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tracking;

/// <summary>What TensorBoard is told of a run, from the run's own tables.</summary>
public static class TensorBoardEvents
{
    private const string Step = "step";

    /// <summary>The events of a run's folder in the order in which they came about.</summary>
    /// <remarks>Times of day are reckoned back from the last change of the tables by how long each step took.</remarks>
    public static IReadOnlyList<ScalarEvent> Of(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!File.Exists(folder.MetricsFile) || !File.Exists(folder.TimingFile))
        {
            return [];
        }

        var metrics = CsvTable.Read(folder.MetricsFile);
        var timing = CsvTable.Read(folder.TimingFile).Rows;
        var evaluations = EvaluationFiles.All(folder.EvaluationFolder).ToLookup(file => file.Step);
        var wallTime = SecondsSince1970(File.GetLastWriteTimeUtc(folder.TimingFile)) - timing.Sum(row => row.Double("seconds"));
        var events = new List<ScalarEvent>();
        foreach (var (row, time) in metrics.Rows.Zip(timing))
        {
            wallTime += time.Double("seconds");
            events.Add(OfStep(wallTime, metrics.Columns, [.. metrics.Columns.Select(column => row[column])], time.Double("tokens"), time.Double("seconds")));
            events.AddRange(evaluations[row.Long(Step)].Select(file => OfEvaluation(wallTime, file.Step, DocumentScore.Read(file.Path))));
        }

        return events;
    }

    /// <summary>A training step: a scalar for each column of <c>metrics.csv</c>, and the speed.</summary>
    /// <param name="wallTime">Seconds since 1970, UTC.</param>
    /// <param name="columns">The names of the columns; the first is the step.</param>
    /// <param name="cells">Their values.</param>
    /// <param name="tokens">Target tokens of the step.</param>
    /// <param name="seconds">Wall time of the step.</param>
    public static ScalarEvent OfStep(double wallTime, IReadOnlyList<string> columns, IReadOnlyList<string> cells, double tokens, double seconds)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new(
            wallTime,
            long.Parse(cells[0], CultureInfo.InvariantCulture),
            [
                .. columns.Zip(cells).Skip(1).Select(cell => ($"train/{cell.First}", float.Parse(cell.Second, CultureInfo.InvariantCulture))),
                ("train/tokens_per_second", (float)(tokens / Math.Max(seconds, 1e-9))),
            ]);
    }

    /// <summary>An evaluation: over all text, and the perplexity of each position bin.</summary>
    public static ScalarEvent OfEvaluation(double wallTime, long step, IReadOnlyList<DocumentScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var split = scores.Count == 0 ? "" : scores[0].Split;
        var total = Score.Of(scores);
        return new(
            wallTime,
            step,
            [
                ($"{split}/loss", (float)total.Loss), ($"{split}/perplexity", (float)total.Perplexity), ($"{split}/bits_per_byte", (float)total.BitsPerByte),
                .. scores.GroupBy(score => (score.BinStart, score.BinEnd)).OrderBy(bin => bin.Key.BinStart)
                    .Select(bin => ($"{split}_perplexity_by_position/from_{bin.Key.BinStart.ToString("D6", CultureInfo.InvariantCulture)}", (float)Score.Of(bin).Perplexity)),
            ]);
    }

    /// <summary>A time of day as event files hold it.</summary>
    public static double SecondsSince1970(DateTime utc) => (utc - DateTime.UnixEpoch).TotalSeconds;
}
