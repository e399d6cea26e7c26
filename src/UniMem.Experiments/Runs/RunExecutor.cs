using System.Globalization;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Statistics;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Runs;

/// <summary>Carries out a run in its folder: begins it, or goes on where it stopped.</summary>
public sealed class RunExecutor
{
    // A sweep that was killed leaves its runs to save and end by themselves; the next sweep's runs wait for that.
    private static readonly TimeSpan PatienceWithPredecessor = TimeSpan.FromMinutes(1);

    private readonly ResolvedRun _run;
    private readonly RunFolder _folder;
    private readonly EvaluationFiles _evaluations;

    private RunExecutor(ResolvedRun run, RunFolder folder)
    {
        (_run, _folder) = (run, folder);
        _evaluations = new EvaluationFiles(folder.EvaluationFolder);
    }

    /// <summary>Carries out a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Its folder; made where there is none.</param>
    /// <param name="progress">What is told of it.</param>
    /// <param name="stop">Asks for an end: the run stops after the step at work, with a checkpoint.</param>
    /// <exception cref="ConfigurationException">The configuration does not work, or the folder belongs to another one or to another process.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="OperationCanceledException">The run was asked to end, and did; it can be resumed.</exception>
    public static void Execute(ResolvedRun run, string path, IRunProgress progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        var isNew = !File.Exists(RunFolder.At(path).ConfigFile);
        var folder = RunFolder.Open(path, run);
        var isOurs = false;
        try
        {
            using var taken = folder.Lock(StopSignal.ComesFromASweep ? PatienceWithPredecessor : TimeSpan.Zero);
            isOurs = true;
            Execute(run, folder, progress, stop);
        }
        catch (ConfigurationException) when (isNew && isOurs && !folder.HasBegun && !StopSignal.ComesFromASweep)
        {
            folder.Remove();
            throw;
        }
    }

    private static void Execute(ResolvedRun run, RunFolder folder, IRunProgress progress, CancellationToken stop)
    {
        using var log = new RunLog(folder.LogFile, progress);
        try
        {
            new RunExecutor(run, folder).Execute(log, stop);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.Write(failure is ConfigurationException or TrainingDivergedException ? failure.Message : failure.ToString());
            throw;
        }
    }

    private RunConfig Config => _run.Config;

    private long Steps => Config.Training.Steps;

    private void Execute(RunLog log, CancellationToken stop)
    {
        if (_folder.IsDone)
        {
            log.Say($"already done: {_folder.Path}");
            return;
        }

        torch.set_num_threads(Config.Threads == 0 ? Environment.ProcessorCount : Config.Threads);
        var setup = _run.Located(Setup);
        using var session = _run.Located(_ => TrainingSession.CanResume(_folder.Path)
            ? TrainingSession.Resume(setup, _folder.Path)
            : TrainingSession.Create(setup));
        EnvironmentRecord.Append(_folder.EnvironmentFile, _run, setup.Numerics.Device, session.CompletedSteps);
        var cost = MethodCost.Of(session.Model, Config.Model, setup.Corpus.Tokenizer.VocabularySize, Config.Training.Segment, setup.Numerics);
        var facts = RunFacts.Of(cost) with { Warnings = RunWarnings.Of(Config) };
        facts.Write(_folder.FactsFile);
        _evaluations.DropAfter(Config.Evaluation.Split, session.CompletedSteps);
        log.Say(session.CompletedSteps == 0
            ? Invariant($"{Config.Name}: {Steps} steps in {_folder.Path}")
            : Invariant($"{Config.Name}: goes on after step {session.CompletedSteps} of {Steps} in {_folder.Path}"));

        foreach (var warning in facts.Warnings)
        {
            log.Say(warning);
        }

        using var recorder = new RunRecorder(_folder, session.CompletedSteps, session.Tokens, session.Model.LossNames);
        Train(session, recorder, log, stop);
        _folder.MarkDone();
    }

    private TrainingSetup Setup(RunConfig config) => new()
    {
        Model = config.Model,
        Training = config.Training,
        Evaluation = config.Evaluation,
        Corpus = EncodedCorpus.Read(config.Data, _folder.TokenizerFile),
        Seed = config.Seed,
        Numerics = ComputeSettings.Read(config.Device, config.Dtype),
    };

    private void Train(TrainingSession session, RunRecorder recorder, RunLog log, CancellationToken stop)
    {
        var clock = new RunClock(session.CompletedSteps, Steps);
        try
        {
            EvaluateWhereDue(session, log, stop);
            while (!session.Finished)
            {
                stop.ThrowIfCancellationRequested();
                var step = session.Step();
                recorder.Add(step);
                log.Advance(clock.Note(step.Step, step.Loss, step.Tokens, step.Seconds));
                EvaluateWhereDue(session, log, stop);
                if (session.Finished || IsDue(Config.Training.CheckpointEverySteps, session.CompletedSteps))
                {
                    Save(session, recorder);
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

    private void EvaluateWhereDue(TrainingSession session, RunLog log, CancellationToken stop)
    {
        var (step, split) = (session.CompletedSteps, Config.Evaluation.Split);
        if ((session.Finished || IsDue(Config.Evaluation.EverySteps, step)) && !_evaluations.Steps(split).Contains(step))
        {
            var result = session.Evaluate(session.Finished ? Config.Evaluation : Config.Evaluation.OnTheWay(), stop);
            _evaluations.Write(split, step, result.Rows.Select(DocumentScore.Of));
            log.Say(Invariant($"step {step}: held-out perplexity {result.Perplexity:F3}, {result.BitsPerByte:F3} bits per byte ({result.Seconds:F1} s)"));
        }
    }

    private void Save(TrainingSession session, RunRecorder recorder)
    {
        recorder.FlushToDisk();
        session.Save(_folder.Path);
    }

    private static bool IsDue(long every, long step) => every > 0 && step > 0 && step % every == 0;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
