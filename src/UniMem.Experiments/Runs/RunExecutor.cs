using System.Globalization;
using TorchSharp;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs.Processes;
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
    private readonly ProcessShare _share;
    private readonly long _until;
    private readonly EvaluationFiles _evaluations;

    private RunExecutor(ResolvedRun run, RunFolder folder, ProcessShare share, long? until)
    {
        (_run, _folder, _share, _until) = (run, folder, share, until ?? long.MaxValue);
        _evaluations = new EvaluationFiles(folder.EvaluationFolder);
    }

    /// <summary>Carries out a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Its folder; made where there is none.</param>
    /// <param name="progress">What is told of it.</param>
    /// <param name="stop">Asks for an end: the run stops after the step at work, with a checkpoint.</param>
    /// <param name="until">The step after which it pauses with a checkpoint, evaluated if that is due; null goes to the end.</param>
    /// <param name="share">What this process has of the run, where it is the first of several; alone when null.</param>
    /// <exception cref="ConfigurationException">The configuration does not work, or the folder belongs to another one or to another process.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a number.</exception>
    /// <exception cref="IOException">The disk is full and stayed so.</exception>
    /// <exception cref="RunStoppedException">The run was asked to end, and did; it can be resumed.</exception>
    public static void Execute(
        ResolvedRun run, string path, IRunProgress progress, CancellationToken stop, long? until = null, ProcessShare? share = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var isNew = !File.Exists(RunFolder.At(path).ConfigFile);
        var folder = RunFolder.Open(path, run);
        var isOurs = false;
        try
        {
            using var taken = folder.Lock(StopSignal.ComesFromASweep ? PatienceWithPredecessor : TimeSpan.Zero);
            isOurs = true;
            new RunExecutor(run, folder, share ?? ProcessShare.Alone(run.Config), until).Execute(progress, stop);
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

            RunStart.Lead(_share.Group, _run.Id, work: false);
            progress.Say($"already done: {_folder.Path}");
            return;
        }

        torch.set_num_threads(_share.Threads);
        var setup = _run.Located(config => RunStart.Setup(config, _folder, _share));
        RunStart.Lead(_share.Group, _run.Id, work: true);
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
        EnvironmentRecord.Append(_folder.EnvironmentFile, _run, setup.Numerics.Device, _share.Group.Size, session.CompletedSteps);
        _folder.ClearMarks();
        var cost = MethodCost.Of(session.Model, Config.Model, setup.Corpus.Tokenizer.VocabularySize, Config.Training.Segment, setup.Numerics);
        var facts = RunFacts.Of(cost) with { Warnings = RunWarnings.Of(Config, session.Model) };
        facts.Write(_folder.FactsFile);
        _evaluations.DropAfter(Config.Evaluation.Split, session.CompletedSteps);

        // Of several processes the first alone waits, which none of them may break off.
        void Patiently(Action write) => DiskSpace.Write(write, PatienceWithDisk, log.Say, _share.Group.Size == 1 ? stop : CancellationToken.None);
        using var recorder = new RunRecorder(_folder, session.CompletedSteps, session.Tokens, session.Model.LossNames, Patiently)
        {
            TensorBoard = Config.Track == Tracker.Tensorboard ? TensorBoardLog.Open(_folder) : null,
        };
        log.Say(session.CompletedSteps == 0
            ? Invariant($"{Config.Name}: {Steps} steps in {_folder.Path}")
            : Invariant($"{Config.Name}: goes on after step {session.CompletedSteps} of {Steps} in {_folder.Path}"));
        foreach (var warning in facts.Warnings.Concat(RunWarnings.WithoutEffect(Config)).Concat(recorder.Notes).Concat(OtherShare(before?.First, session.CompletedSteps)))
        {
            log.Say(warning);
        }

        var journal = new RunJournal(Config, _evaluations, recorder, log, new RunClock(session.CompletedSteps, Steps), session.CompletedSteps, Patiently);
        new RunLoop(session, Config, _until, journal).Run(_folder.Path, stop);
        if (session.Finished)
        {
            Patiently(_folder.MarkDone);
        }
        else
        {
            log.Say(Invariant($"pauses after step {session.CompletedSteps} of {Steps}, as was asked."));
        }
    }

    private IEnumerable<string> OtherShare(EnvironmentSession? first, long completedSteps)
    {
        var (then, now) = (Share(first?.Threads ?? 0, first?.Processes ?? 1), Share(torch.get_num_threads(), _share.Group.Size));
        return completedSteps > 0 && first is { Threads: > 0 } && then != now
            ? [$"goes on with {now} where it began with {then}: the last bits of its results may differ from an unbroken run's."]
            : [];
    }

    private static string Share(int threads, int processes) =>
        processes == 1 ? Invariant($"threads={threads}") : Invariant($"{processes} processes of {threads} {(threads == 1 ? "thread" : "threads")}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
