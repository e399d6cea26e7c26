using UniMem.Experiments.Configuration;
using UniMem.Training;

namespace UniMem.Experiments.Runs;

/// <summary>Steps, evaluations and checkpoints of a run in their order: the same in every process that takes part in it.</summary>
/// <param name="session">The run.</param>
/// <param name="config">Says when what is due.</param>
/// <param name="until">The step after which it pauses.</param>
/// <param name="journal">What is kept of it here.</param>
internal sealed class RunLoop(TrainingSession session, RunConfig config, long until, IRunJournal journal)
{
    /// <summary>Goes to the end, or to the pause.</summary>
    /// <param name="folder">Where checkpoints go.</param>
    /// <param name="stop">Asks for an end, in any of the processes.</param>
    /// <exception cref="RunStoppedException">It was asked to end and has saved.</exception>
    public void Run(string folder, CancellationToken stop)
    {
        try
        {
            EvaluateWhereDue(stop);
            while (!session.Finished && session.CompletedSteps < until)
            {
                if (session.InAnyProcess(stop.IsCancellationRequested))
                {
                    throw new OperationCanceledException(stop);
                }

                journal.Note(session.Step());
                EvaluateWhereDue(stop);
                if (session.Finished || session.CompletedSteps >= until || IsDue(config.Training.CheckpointEverySteps, session.CompletedSteps))
                {
                    journal.Save(() => session.Save(folder));
                }
            }
        }
        catch (OperationCanceledException)
        {
            journal.Stop(() => session.Save(folder));
            throw new RunStoppedException();
        }
    }

    private void EvaluateWhereDue(CancellationToken stop)
    {
        var step = session.CompletedSteps;
        if ((session.Finished || IsDue(config.Evaluation.EverySteps, step)) && session.InAnyProcess(journal.Lacks(step)))
        {
            journal.Note(step, session.Evaluate(session.Finished ? config.Evaluation : config.Evaluation.OnTheWay(), stop));
        }
    }

    private static bool IsDue(long every, long step) => every > 0 && step > 0 && step % every == 0;
}
