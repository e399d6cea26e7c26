using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>What a run has given so far, read from its folder.</summary>
public sealed record RunResult
{
    private const int WarmUpSteps = 5;

    /// <summary>The run.</summary>
    public required PlannedRun Run { get; init; }

    /// <summary>True when the run went to its end.</summary>
    public required bool IsDone { get; init; }

    /// <summary>Scores by document and position of each evaluation, by ascending step.</summary>
    public required IReadOnlyList<(long Step, IReadOnlyList<DocumentScore> Scores)> Evaluations { get; init; }

    /// <summary>Training speed in target tokens a second, evaluations and the first steps left out; NaN where no step is timed.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>What is known of the model; null before the run has begun.</summary>
    public required RunFacts? Facts { get; init; }

    /// <summary>The last evaluation; empty where there is none.</summary>
    public IReadOnlyList<DocumentScore> Final => Evaluations.Count == 0 ? [] : Evaluations[^1].Scores;

    /// <summary>Reads a run's folder.</summary>
    public static RunResult Read(PlannedRun run, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        var files = new EvaluationFiles(folder.EvaluationFolder);
        var split = run.Run.Config.Evaluation.Split;
        return new()
        {
            Run = run,
            IsDone = folder.IsDone,
            Evaluations = [.. files.Steps(split).Select(step => (step, files.Read(split, step)))],
            TokensPerSecond = Speed(folder.TimingFile),
            Facts = RunFacts.Read(folder.FactsFile),
        };
    }

    private static double Speed(string timing)
    {
        if (!File.Exists(timing))
        {
            return double.NaN;
        }

        var rows = CsvTable.Read(timing).Rows;
        var timed = rows.Skip(Math.Min(WarmUpSteps, rows.Count / 2)).ToList();
        return timed.Sum(row => row.Double("tokens")) / timed.Sum(row => row.Double("seconds"));
    }
}
