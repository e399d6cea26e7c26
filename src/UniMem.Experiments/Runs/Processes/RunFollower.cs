using UniMem.Components;
using UniMem.Data;
using UniMem.Distributed;
using UniMem.Experiments.Configuration;
using UniMem.Training;

namespace UniMem.Experiments.Runs.Processes;

/// <summary>Carries out the part of a run that a process other than the first has: it computes, and writes nothing.</summary>
public static class RunFollower
{
    /// <summary>Follows the first process to the end of the run, or to its pause.</summary>
    /// <param name="run">The run.</param>
    /// <param name="path">Its folder, which the first process has opened.</param>
    /// <param name="share">What this process has of it.</param>
    /// <param name="stop">Asks for an end: all processes stop after the step at work.</param>
    /// <param name="until">The step after which it pauses; null goes to the end.</param>
    /// <exception cref="ConfigurationException">The configuration does not work, or is not that of the first process.</exception>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    /// <exception cref="RunStoppedException">The run was asked to end, and did.</exception>
    public static void Execute(ResolvedRun run, string path, ProcessShare share, CancellationToken stop, long? until = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(share);
        if (!RunStart.Follow(share.Group, run.Id))
        {
            return;
        }

        TorchSharp.torch.set_num_threads(share.Threads);
        var folder = RunFolder.At(path);
        var setup = run.Located(_ => RunStart.Setup(run.Config, folder, share));
        using var session = run.Located(_ => TrainingSession.CanResume(folder.Path)
            ? TrainingSession.Resume(setup, folder.Path)
            : TrainingSession.Create(setup));
        new RunLoop(session, run.Config, until ?? long.MaxValue, new Silence()).Run(folder.Path, stop);
    }

    /// <summary>Keeps nothing: the first process does.</summary>
    private sealed class Silence : IRunJournal
    {
        public bool Lacks(long step) => false;

        public void Note(StepMetrics step)
        {
        }

        public void Note(long step, EvaluationResult result)
        {
        }

        public void Save(Action write) => write();

        public void Stop(Action write) => write();
    }
}
