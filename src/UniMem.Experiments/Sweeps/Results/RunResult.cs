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

    /// <summary>What has become of it.</summary>
    public required RunOutcome Outcome { get; init; }

    /// <summary>Scores by document and position of each evaluation, by ascending step.</summary>
    public required IReadOnlyList<(long Step, IReadOnlyList<DocumentScore> Scores)> Evaluations { get; init; }

    /// <summary>Training speed in target tokens a second, evaluations and the first steps left out; NaN where no step is timed.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Target tokens trained on so far.</summary>
    public required long TrainedTokens { get; init; }

    /// <summary>Wall time of the training steps, in seconds; evaluations are left out.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>What is known of the model; null before the run has begun.</summary>
    public required RunFacts? Facts { get; init; }

    /// <summary>The last evaluation; empty where there is none.</summary>
    public IReadOnlyList<DocumentScore> Final => Evaluations.Count == 0 ? [] : Evaluations[^1].Scores;

    /// <summary>Its seed as the sweep wrote it; null where the sweep does not vary seeds.</summary>
    public string? Seed => Run.Values.GetValueOrDefault(SweepAxis.Seed);

    /// <summary>Scores of the evaluation at a step, which there must be.</summary>
    public IReadOnlyList<DocumentScore> ScoresAt(long step) => Evaluations.First(evaluation => evaluation.Step == step).Scores;

    /// <summary>Reads a run's folder.</summary>
    public static RunResult Read(PlannedRun run, RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        var files = new EvaluationFiles(folder.EvaluationFolder);
        var split = run.Run.Config.Evaluation.Split;
        var steps = File.Exists(folder.TimingFile) ? CsvTable.Read(folder.TimingFile).Rows : [];
        return new()
        {
            Run = run,
            IsDone = folder.IsDone,
            Outcome = RunOutcome.Of(folder),
            Evaluations = [.. files.Steps(split).Select(step => (step, files.Read(split, step)))],
            TokensPerSecond = Speed(steps),
            TrainedTokens = steps.Sum(step => step.Long("tokens")),
            TrainingSeconds = steps.Sum(step => step.Double("seconds")),
            Facts = RunFacts.Read(folder.FactsFile),
        };
    }

    private static double Speed(IReadOnlyList<CsvRow> steps)
    {
        var timed = steps.Skip(Math.Min(WarmUpSteps, steps.Count / 2)).ToList();
        return timed.Sum(row => row.Double("tokens")) / timed.Sum(row => row.Double("seconds"));
    }
}
