using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Training;

namespace UniMem.Experiments.Runs;

/// <summary>Evaluates the weights that a run has saved; the run's folder is left as it is.</summary>
public static class RunEvaluation
{
    /// <summary>Evaluates.</summary>
    /// <param name="run">The run, whose evaluation section says what is read.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="stop">Asks for an end.</param>
    /// <returns>Optimizer steps that the weights have seen, and what was found.</returns>
    /// <exception cref="ConfigurationException">There is no checkpoint, or it does not fit the configuration.</exception>
    /// <exception cref="OperationCanceledException">Asked to end.</exception>
    public static (long Step, EvaluationResult Result) Of(ResolvedRun run, RunFolder folder, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        if (!TrainingSession.CanResume(folder.Path))
        {
            throw new ConfigurationException(folder.Path, "there is no checkpoint in this folder; train the run first.");
        }

        torch.set_num_threads(run.Config.Threads == 0 ? Environment.ProcessorCount : run.Config.Threads);
        using var session = run.Located(config => TrainingSession.Resume(Setup(config, folder), folder.Path));
        return (session.CompletedSteps, session.Evaluate(cancellation: stop));
    }

    private static TrainingSetup Setup(RunConfig config, RunFolder folder) => new()
    {
        Model = config.Model,
        Training = config.Training,
        Evaluation = config.Evaluation,
        Corpus = EncodedCorpus.Read(config.Data, folder.TokenizerFile),
        Seed = config.Seed,
        Numerics = ComputeSettings.Read(config.Device, config.Dtype),
    };
}
