using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Probes;

/// <summary>What a probe found.</summary>
/// <param name="Run">The run.</param>
/// <param name="Probe">What was changed.</param>
/// <param name="Evaluation">What was found so.</param>
/// <param name="Own">The run's own evaluation, by the same program.</param>
/// <param name="ScoresFile">Where the scores are kept.</param>
public sealed record ProbeResult(ProbedRun Run, Probe Probe, StoredEvaluation Evaluation, StoredEvaluation Own, string ScoresFile)
{
    /// <summary>Nats per byte against the run's own evaluation, paired over documents; above 0 the probe loses more.</summary>
    public Estimate Difference => PerByte(Evaluation.Scores, Own.Scores);

    /// <summary>What the difference shows: the probe is better or worse than the run's own evaluation where 0 lies outside its 95 % interval.</summary>
    public Verdict Verdict => VerdictOf(Difference);

    /// <summary>True when not a single number differs from the run's own evaluation.</summary>
    public bool IsIdentical => Evaluation.Scores.SequenceEqual(Own.Scores);

    /// <summary>Tokens of text fed to the model for each target.</summary>
    public double TokensPerTarget => (double)Evaluation.TokensRead / Evaluation.Score.Targets;

    /// <summary>A difference in nats per byte of text, paired over documents.</summary>
    public static Estimate PerByte(IEnumerable<DocumentScore> method, IEnumerable<DocumentScore> baseline) =>
        PairedDifference.Of(method.Select(CountingBytes), baseline.Select(CountingBytes));

    /// <summary>What a difference shows: 0 lies outside its 95 % interval, or nothing.</summary>
    public static Verdict VerdictOf(Estimate difference) =>
        difference.Interval() is var (low, high) && low > 0 ? Verdict.Worse : high < 0 ? Verdict.Better : Verdict.NoDifferenceShown;

    private static DocumentScore CountingBytes(DocumentScore score) => score with { Targets = score.Bytes };
}
