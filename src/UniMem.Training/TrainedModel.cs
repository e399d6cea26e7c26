using TorchSharp;
using UniMem.Components;
using UniMem.Models;
using UniMem.Training.Checkpoints;

namespace UniMem.Training;

/// <summary>The weights of a run in a model to evaluate: nothing of what training alone needs is read.</summary>
/// <remarks>
/// The model may differ from the one that was trained in all that no weight depends on, such as the capacity of a memory or the window in
/// which it is read. Not for use by several threads; all calls come from the thread that made it.
/// </remarks>
public sealed class TrainedModel : IDisposable
{
    private readonly TrainingSetup _setup;

    private TrainedModel(TrainingSetup setup, LanguageModel model, long step) => (_setup, Model, Step) = (setup, model, step);

    /// <summary>The model.</summary>
    public LanguageModel Model { get; }

    /// <summary>Optimizer steps that the weights have seen.</summary>
    public long Step { get; }

    /// <summary>Builds a model and gives it the weights of a checkpoint.</summary>
    /// <param name="setup">What is evaluated, and how.</param>
    /// <param name="folder">The folder of the run that <see cref="TrainingSession.Save"/> wrote.</param>
    /// <exception cref="ConfigurationException">
    /// A setting is out of range, parts do not fit together, or the checkpoint is missing, broken or of other weights.
    /// </exception>
    public static TrainedModel Load(TrainingSetup setup, string folder)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.Training.Check();
        setup.Evaluation.Check();
        EvaluationFit.Check(setup.Evaluation, setup.Model, setup.Training.Segment);
        var model = setup.BuildModel();
        try
        {
            return new(setup, model, Checkpoint.ReadWeights(Path.Combine(folder, Checkpoint.FileName), model));
        }
        catch
        {
            Free(model);
            throw;
        }
    }

    /// <summary>Evaluates as the setup says.</summary>
    /// <param name="cancellation">Looked at before every segment.</param>
    /// <param name="progress">Is told from time to time which share of the targets is done, from 0 to 1.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EvaluationResult Evaluate(CancellationToken cancellation = default, IProgress<double>? progress = null) =>
        new Evaluator(Model, _setup.Corpus, _setup.Training, _setup.Numerics.Device).Evaluate(_setup.Evaluation, Step, cancellation, progress);

    /// <inheritdoc/>
    public void Dispose() => Free(Model);

    private static void Free(LanguageModel model)
    {
        foreach (var generator in model.Generators.Values)
        {
            generator.Dispose();
        }

        model.Dispose();
    }
}
