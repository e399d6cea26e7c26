using TorchSharp;
using UniMem.Models;

namespace UniMem.Training;

/// <summary>How badly the next token was foreseen, in nats.</summary>
public static class Loss
{
    /// <summary>The target that counts nowhere: padding, and the token after a document's last.</summary>
    public const long IgnoredTarget = -100;

    /// <summary>Cross-entropy summed over all targets; ignored ones add nothing, not even a gradient.</summary>
    /// <param name="logits_BTV">Scores of every token of the vocabulary, in any floating type; the softmax is taken in float32 at
    /// least.</param>
    /// <param name="targets_BT">int64; <see cref="IgnoredTarget"/> where there is none.</param>
    /// <returns>A scalar, in nats.</returns>
    public static torch.Tensor NextTokenSum(torch.Tensor logits_BTV, torch.Tensor targets_BT) =>
        CrossEntropy(logits_BTV, targets_BT, torch.nn.Reduction.Sum);

    /// <summary>The same from what comes before the logits: where the model has a kernel for it, logits are never held whole.</summary>
    /// <param name="model">Its head is used.</param>
    /// <param name="hidden_BTE">As <see cref="LanguageModel.Learn"/> gives them.</param>
    /// <param name="targets_BT">int64; <see cref="IgnoredTarget"/> where there is none.</param>
    /// <returns>A scalar, in nats.</returns>
    public static torch.Tensor NextTokenSum(LanguageModel model, torch.Tensor hidden_BTE, torch.Tensor targets_BT)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.CrossEntropySum(hidden_BTE, targets_BT, IgnoredTarget) ?? NextTokenSum(model.Logits(hidden_BTE), targets_BT);
    }

    /// <summary>Cross-entropy of every target; 0 where it is ignored.</summary>
    /// <param name="logits_BTV">Scores of every token of the vocabulary, in any floating type; the softmax is taken in float32 at
    /// least.</param>
    /// <param name="targets_BT">int64; <see cref="IgnoredTarget"/> where there is none.</param>
    /// <returns>(B, T), in nats.</returns>
    public static torch.Tensor NextToken(torch.Tensor logits_BTV, torch.Tensor targets_BT) =>
        CrossEntropy(logits_BTV, targets_BT, torch.nn.Reduction.None).view(targets_BT.shape);

    /// <summary>The same from what comes before the logits, out of the graph: where the model has a kernel for it, logits are never held whole.</summary>
    /// <param name="model">Its head is used.</param>
    /// <param name="hidden_BTE">As <see cref="LanguageModel.Encode"/> gives them.</param>
    /// <param name="targets_BT">int64; <see cref="IgnoredTarget"/> where there is none.</param>
    /// <returns>(B, T), in nats.</returns>
    public static torch.Tensor NextToken(LanguageModel model, torch.Tensor hidden_BTE, torch.Tensor targets_BT)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var _ = torch.no_grad();
        return model.CrossEntropy(hidden_BTE, targets_BT, IgnoredTarget) ?? NextToken(model.Logits(hidden_BTE), targets_BT);
    }

    private static torch.Tensor CrossEntropy(torch.Tensor logits_BTV, torch.Tensor targets_BT, torch.nn.Reduction reduction)
    {
        var precise = logits_BTV.dtype == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32;
        var rows_NV = logits_BTV.reshape(-1, logits_BTV.shape[^1]).to(precise);
        return torch.nn.functional.cross_entropy(rows_NV, targets_BT.reshape(-1), ignore_index: IgnoredTarget, reduction: reduction);
    }
}
