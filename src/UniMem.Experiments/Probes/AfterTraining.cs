using UniMem.Components;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Probes;

/// <summary>What may still be changed of a run when its weights are trained.</summary>
public static class AfterTraining
{
    private const string Known = "memories, local patterns and positions of the model, the evaluation, the text and the segment may change";

    private static readonly string[] Changeable =
        ["model.memories.", "model.local", "model.positions", "model.rope_base", "evaluation.", "data.corpus", "training.segment", "dtype", "plugins"];

    private static readonly string[] OfTrainingOnly = ["evaluation.every_steps", "evaluation.documents_on_the_way", "model.dropout", "model.initial_deviation"];

    private static readonly string[] OfTrainingOnlyInMemories = [".stop_gradient", ".inject.initial_gate"];

    /// <summary>True for a setting that changes an evaluation of trained weights and is no part of them.</summary>
    /// <param name="path">Its key path.</param>
    public static bool MayChange(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Changeable.Any(start => path.StartsWith(start, StringComparison.Ordinal)) && !IsOfTrainingOnly(path);
    }

    /// <summary>Checks every difference between a run and the same run as it is to be evaluated.</summary>
    /// <exception cref="ConfigurationException">A setting cannot be changed after training, or would change nothing.</exception>
    public static void Check(ResolvedRun trained, ResolvedRun changed)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(changed);
        if (ConfigDifference.Between(trained.Config, changed.Config).FirstOrDefault(difference => !MayChange(difference.Path)) is { } wrong)
        {
            throw changed.WrittenAt(wrong.Path).Wrong(wrong.Path, $"{wrong.Right ?? "null"} {Why(wrong.Path)} (it is {wrong.Left ?? "not set"} in the run); {Known}.");
        }
    }

    private static bool IsOfTrainingOnly(string path) => OfTrainingOnly.Contains(path)
        || (path.StartsWith("model.memories.", StringComparison.Ordinal) && OfTrainingOnlyInMemories.Any(end => path.EndsWith(end, StringComparison.Ordinal)));

    private static string Why(string path) => path.StartsWith("data.tokenizer", StringComparison.Ordinal)
        ? "cannot be set after training: the weights know the tokens of the run's own tokenizer"
        : path.StartsWith("model.", StringComparison.Ordinal) && !IsOfTrainingOnly(path)
            ? "cannot be set after training: it is part of what the weights were trained for"
            : "has no effect on an evaluation: the weights are trained";
}
