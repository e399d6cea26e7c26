using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Training;

namespace UniMem.Experiments.Probes;

/// <summary>A run with weights, whose evaluation may be changed in whatever no weight depends on.</summary>
public sealed class TrainedRun
{
    private TrainedRun(RunFolder folder, IReadOnlyList<string> always)
    {
        (Folder, Always) = (folder, always);
        if (!TrainingSession.CanResume(folder.Path))
        {
            throw new ConfigurationException(folder.Path, "there is no checkpoint in this folder; train the run first.");
        }

        Trained = ResolvedRun.Load(folder.ConfigFile);
        Own = With([]);
    }

    /// <summary>Its folder.</summary>
    public RunFolder Folder { get; }

    /// <summary>Settings that hold in every evaluation, each <c>PATH=VALUE</c>.</summary>
    public IReadOnlyList<string> Always { get; }

    /// <summary>The run as it was trained.</summary>
    public ResolvedRun Trained { get; }

    /// <summary>The run as it is evaluated where nothing is probed.</summary>
    public ResolvedRun Own { get; }

    /// <summary>The file that holds the weights.</summary>
    public string Checkpoint => Path.Combine(Folder.Path, Training.Checkpoints.Checkpoint.FileName);

    /// <summary>Opens a run's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="always">Settings, each <c>PATH=VALUE</c>, that hold in every evaluation, such as <c>evaluation.split=test</c>.</param>
    /// <exception cref="ConfigurationException">There are no weights in it, or a setting cannot be changed after training.</exception>
    public static TrainedRun In(RunFolder folder, IReadOnlyList<string> always)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(always);
        return new(folder, always);
    }

    /// <summary>The run with further settings changed.</summary>
    /// <param name="overrides">Each <c>PATH=VALUE</c>.</param>
    /// <exception cref="ConfigurationException">One cannot be changed after training, or would change nothing that an evaluation does.</exception>
    public ResolvedRun With(IReadOnlyList<string> overrides)
    {
        var changed = ResolvedRun.Load(Folder.ConfigFile, [.. Always, .. overrides]);
        AfterTraining.Check(Trained, changed);
        return changed;
    }

    /// <summary>Evaluates.</summary>
    /// <param name="changed">The run, as <see cref="With"/> gave it.</param>
    /// <param name="corpora">Where the text is kept from one evaluation to the next.</param>
    /// <param name="stop">Asks for an end.</param>
    /// <param name="progress">Is told from time to time which share of the targets is done, from 0 to 1.</param>
    /// <returns>Optimizer steps that the weights have seen, and what was found.</returns>
    /// <exception cref="ConfigurationException">The weights do not fit what was changed.</exception>
    /// <exception cref="OperationCanceledException">Asked to end.</exception>
    public (long Step, EvaluationResult Result) Evaluate(
        ResolvedRun changed, CorpusCache corpora, CancellationToken stop, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(corpora);
        try
        {
            return RunEvaluation.Of(changed, Folder, changed.Located(config => corpora.Of(config, Folder)), stop, progress);
        }
        catch (ConfigurationException misfit) when (misfit.Path == Checkpoint && ChangeOfWeights(changed) is { } change)
        {
            throw changed.WrittenAt(change.Path).Wrong(
                change.Path, $"{change.Right ?? "null"} needs other weights than those trained with {change.Left ?? "null"}; train a run with it. ({misfit.Problem})", misfit);
        }
    }

    private ConfigDifference? ChangeOfWeights(ResolvedRun changed) => ConfigDifference.Between(Trained.Config, changed.Config)
        .FirstOrDefault(difference => difference.Path.StartsWith("model.", StringComparison.Ordinal));
}
