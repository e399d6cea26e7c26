using System.Globalization;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Statistics;
using UniMem.Training;

namespace UniMem.Experiments.Runs;

/// <summary>Keeps a run in its folder: tables, evaluations and log.</summary>
/// <param name="config">The run.</param>
/// <param name="evaluations">Its evaluations.</param>
/// <param name="recorder">Its tables.</param>
/// <param name="log">What it says.</param>
/// <param name="clock">How fast it is.</param>
/// <param name="completedSteps">Steps done before.</param>
/// <param name="patiently">Carries out a write, again and again while the disk is full.</param>
internal sealed class RunJournal(
    RunConfig config, EvaluationFiles evaluations, RunRecorder recorder, RunLog log, RunClock clock, long completedSteps, Action<Action> patiently) : IRunJournal
{
    private long _completed = completedSteps;

    /// <inheritdoc/>
    public bool Lacks(long step) => !evaluations.Steps(config.Evaluation.Split).Contains(step);

    /// <inheritdoc/>
    public void Note(StepMetrics step)
    {
        _completed = step.Step;
        recorder.Add(step);
        log.Advance(clock.Note(step.Step, step.Loss, step.Tokens, step.Seconds));
    }

    /// <inheritdoc/>
    public void Note(long step, EvaluationResult result)
    {
        var split = config.Evaluation.Split;
        DocumentScore[] scores = [.. result.Rows.Select(DocumentScore.Of)];
        patiently(() => evaluations.WriteMeasures(split, step, result.Measures));
        patiently(() => evaluations.Write(split, step, scores));
        recorder.Add(step, scores);
        log.Say(Invariant($"step {step}: held-out perplexity {result.Perplexity:F3}, {result.BitsPerByte:F3} bits per byte ({result.Seconds:F1} s)"));
        foreach (var measured in result.Measures)
        {
            log.Say(Invariant($"step {step}: {measured.Task}: {measured.Measure} {measured.Value:G5}"));
        }
    }

    /// <inheritdoc/>
    public void Save(Action write) => patiently(() => Flushed(write));

    /// <inheritdoc/>
    public void Stop(Action write)
    {
        Flushed(write);
        log.Say(Invariant($"stopped after step {_completed} of {config.Training.Steps}; the same command goes on from there."));
    }

    private void Flushed(Action write)
    {
        recorder.FlushToDisk();
        write();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
