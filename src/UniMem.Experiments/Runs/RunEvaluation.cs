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
    /// <param name="corpus">The text that it reads.</param>
    /// <param name="stop">Asks for an end.</param>
    /// <param name="progress">Is told from time to time which share of the targets is done, from 0 to 1.</param>
    /// <returns>Optimizer steps that the weights have seen, and what was found.</returns>
    /// <exception cref="ConfigurationException">There is no checkpoint, or it does not fit the configuration.</exception>
    /// <exception cref="OperationCanceledException">Asked to end.</exception>
    public static (long Step, EvaluationResult Result) Of(
        ResolvedRun run, RunFolder folder, EncodedCorpus corpus, CancellationToken stop, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(corpus);
        torch.set_num_threads(run.Config.Threads == 0 ? Environment.ProcessorCount : run.Config.Threads);
        return run.Located(config =>
        {
            using var model = TrainedModel.Load(Setup(config, corpus), folder.Path);
            return (model.Step, model.Evaluate(stop, progress));
        });
    }

    private static TrainingSetup Setup(RunConfig config, EncodedCorpus corpus) => new()
    {
        Model = config.Model,
        Training = config.Training,
        Evaluation = config.Evaluation,
        Corpus = corpus,
        Seed = config.Seed,
        Numerics = ComputeSettings.Read(config.Device, config.Dtype, config.Kernels),
    };
}
