using System.Globalization;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tracking;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Runs;

/// <summary>Carries out a run in its folder: begins it, or goes on where it stopped.</summary>
public sealed class RunExecutor
{
    // A sweep that was killed leaves its runs to save and end by themselves; the next sweep's runs wait for that.
    private static readonly TimeSpan PatienceWithPredecessor = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan PatienceWithDisk = TimeSpan.FromMinutes(10);

    private readonly ResolvedRun _run;
    private readonly RunFolder _folder;
    private readonly long _until;
    private readonly EvaluationFiles _evaluations;

    private RunExecutor(ResolvedRun run, RunFolder folder, long? until)
    {
        (_run, _folder, _until) = (run, folder, until ?? long.MaxValue);
        _evaluations = new EvaluationFiles(folder.EvaluationFolder);
    }

    /// <summary>Carries out a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Its folder; made where there is none.</param>
    /// <param name="progress">What is told of it.</param>
    /// <param name="stop">Asks for an end: the run stops after the step at work, with a checkpoint.</param>
    /// <param name="until">The step after which it pauses with a checkpoint, evaluated if that is due; null goes to the end.</param>
    /// <exception cref="ConfigurationException">The configuration does not work, or the folder belongs to another one or to another process.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="IOException">The disk is full and stayed so.</exception>
    /// <exception cref="OperationCanceledException">The run was asked to end, and did; it can be resumed.</exception>
    public static void Execute(ResolvedRun run, string path, IRunProgress progress, CancellationToken stop, long? until = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var isNew = !File.Exists(RunFolder.At(path).ConfigFile);
        var folder = RunFolder.Open(path, run);
        var isOurs = false;
        try
        {
            using var taken = folder.Lock(StopSignal.ComesFromASweep ? PatienceWithPredecessor : TimeSpan.Zero);
            isOurs = true;
            new RunExecutor(run, folder, until).Execute(progress, stop);
        }
        catch (ConfigurationException) when (isNew && isOurs && !folder.HasBegun && !StopSignal.ComesFromASweep)
        {
            folder.Remove();
            throw;
        }
    }

    private RunConfig Config => _run.Config;

    private long Steps => Config.Training.Steps;

    private void Execute(IRunProgress progress, CancellationToken stop)
    {
        if (_folder.IsDone)
        {
            if (Config.Track == Tracker.Tensorboard)
            {
                TensorBoardLog.Complete(_folder);
            }

            progress.Say($"already done: {_folder.Path}");
            return;
        }

        torch.set_num_threads(Config.Threads == 0 ? Environment.ProcessorCount : Config.Threads);
        var setup = _run.Located(Setup);
        using var session = _run.Located(_ => TrainingSession.CanResume(_folder.Path)
            ? TrainingSession.Resume(setup, _folder.Path)
            : TrainingSession.Create(setup));

        // Nothing is written before this: what cannot begin leaves the folder as it was.
        using var log = new RunLog(_folder.LogFile, progress);
        try
        {
            Carry(session, setup, log, stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.Write(failure is ConfigurationException or TrainingDivergedException || DiskSpace.IsExhausted(failure) ? failure.Message : failure.ToString());
            throw;
        }
    }

    private void Carry(TrainingSession session, TrainingSetup setup, RunLog log, CancellationToken stop)
    {
        var before = EnvironmentRecord.Read(_folder.EnvironmentFile);
        EnvironmentRecord.Append(_folder.EnvironmentFile, _run, setup.Numerics.Device, session.CompletedSteps);
        _folder.ClearMarks();
        var cost = MethodCost.Of(session.Model, Config.Model, setup.Corpus.Tokenizer.VocabularySize, Config.Training.Segment, setup.Numerics);
        var facts = RunFacts.Of(cost) with { Warnings = RunWarnings.Of(Config, session.Model) };
        facts.Write(_folder.FactsFile);
        _evaluations.DropAfter(Config.Evaluation.Split, session.CompletedSteps);
        using var recorder = new RunRecorder(_folder, session.CompletedSteps, session.Tokens, session.Model.LossNames, write => Patiently(write, log, stop))
        {
            TensorBoard = Config.Track == Tracker.Tensorboard ? TensorBoardLog.Open(_folder) : null,
        };
        log.Say(session.CompletedSteps == 0
            ? Invariant($"{Config.Name}: {Steps} steps in {_folder.Path}")
            : Invariant($"{Config.Name}: goes on after step {session.CompletedSteps} of {Steps} in {_folder.Path}"));
        foreach (var warning in facts.Warnings.Concat(RunWarnings.WithoutEffect(Config)).Concat(recorder.Notes).Concat(OtherThreads(before?.First, session.CompletedSteps)))
        {
            log.Say(warning);
        }

        Train(session, recorder, log, stop);
        if (session.Finished)
        {
            Patiently(_folder.MarkDone, log, stop);
        }
        else
        {
            log.Say(Invariant($"pauses after step {session.CompletedSteps} of {Steps}, as was asked."));
        }
    }

    private static IEnumerable<string> OtherThreads(EnvironmentSession? first, long completedSteps) =>
        completedSteps > 0 && first is { Threads: > 0 } && first.Threads != torch.get_num_threads()
            ? [Invariant($"goes on with threads={torch.get_num_threads()} where it began with threads={first.Threads}: the last bits of its results may differ from an unbroken run's.")]
            : [];

    private TrainingSetup Setup(RunConfig config) => new()
    {
        Model = config.Model,
        Training = config.Training,
        Evaluation = config.Evaluation,
        Corpus = EncodedCorpus.Read(config.Data, _folder.TokenizerFile),
        Seed = config.Seed,
        Numerics = ComputeSettings.Read(config.Device, config.Dtype, config.Attention),
    };

    private void Train(TrainingSession session, RunRecorder recorder, RunLog log, CancellationToken stop)
    {
        var clock = new RunClock(session.CompletedSteps, Steps);
        try
        {
            EvaluateWhereDue(session, recorder, log, stop);
            while (!session.Finished && session.CompletedSteps < _until)
            {
                stop.ThrowIfCancellationRequested();
                var step = session.Step();
                recorder.Add(step);
                log.Advance(clock.Note(step.Step, step.Loss, step.Tokens, step.Seconds));
                EvaluateWhereDue(session, recorder, log, stop);
                if (session.Finished || session.CompletedSteps >= _until || IsDue(Config.Training.CheckpointEverySteps, session.CompletedSteps))
                {
                    Patiently(() => Save(session, recorder), log, stop);
                }
            }
        }
        catch (OperationCanceledException)
        {
            Save(session, recorder);
            log.Say(Invariant($"stopped after step {session.CompletedSteps} of {Steps}; the same command goes on from there."));
            throw;
        }
    }

    private void EvaluateWhereDue(TrainingSession session, RunRecorder recorder, RunLog log, CancellationToken stop)
    {
        var (step, split) = (session.CompletedSteps, Config.Evaluation.Split);
        if ((session.Finished || IsDue(Config.Evaluation.EverySteps, step)) && !_evaluations.Steps(split).Contains(step))
        {
            var result = session.Evaluate(session.Finished ? Config.Evaluation : Config.Evaluation.OnTheWay(), stop);
            DocumentScore[] scores = [.. result.Rows.Select(DocumentScore.Of)];
            Patiently(() => _evaluations.WriteMeasures(split, step, result.Measures), log, stop);
            Patiently(() => _evaluations.Write(split, step, scores), log, stop);
            recorder.Add(step, scores);
            log.Say(Invariant($"step {step}: held-out perplexity {result.Perplexity:F3}, {result.BitsPerByte:F3} bits per byte ({result.Seconds:F1} s)"));
            foreach (var measured in result.Measures)
            {
                log.Say(Invariant($"step {step}: {measured.Task}: {measured.Measure} {measured.Value:G5}"));
            }
        }
    }

    private void Save(TrainingSession session, RunRecorder recorder)
    {
        recorder.FlushToDisk();
        session.Save(_folder.Path);
    }

    private static void Patiently(Action write, RunLog log, CancellationToken stop) => DiskSpace.Write(write, PatienceWithDisk, log.Say, stop);

    private static bool IsDue(long every, long step) => every > 0 && step > 0 && step % every == 0;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
