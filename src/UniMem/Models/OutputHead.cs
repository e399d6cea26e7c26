using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;

namespace UniMem.Models;

/// <summary>Turns hidden states into logits, with weights of its own or those of the embedding.</summary>
public sealed class OutputHead : torch.nn.Module
{
    private readonly Parameter? weight;
    private readonly Parameter? bias;
    private readonly Numerics _numerics;

    /// <param name="context">Width and seed.</param>
    /// <param name="vocabulary">Tokens of the vocabulary, V.</param>
    public OutputHead(BuildContext context, long vocabulary)
        : base(nameof(OutputHead))
    {
        ArgumentNullException.ThrowIfNull(context);
        var model = context.Model;
        weight = model.TiedEmbeddings ? null : Weights.Normal(context, "weight", model.InitialDeviation, vocabulary, model.Width);
        bias = model.Biases.Head ? Weights.Zeros(context, vocabulary) : null;
        _numerics = context.Numerics;
        RegisterComponents();
    }

    /// <summary>Logits (B, T, V) in float32 or better.</summary>
    /// <param name="hidden_BTE">Hidden states.</param>
    /// <param name="embedding_VE">The embedding, used where the head is tied.</param>
    public torch.Tensor Logits(torch.Tensor hidden_BTE, torch.Tensor embedding_VE)
    {
        var compute = _numerics.Compute;
        return torch.nn.functional.linear(hidden_BTE.In(compute), (weight ?? embedding_VE).In(compute), bias?.In(compute)).In(_numerics.Precise);
    }

    /// <summary>Cross-entropy summed over all targets, by a kernel that never holds the logits whole; null where there is none for it.</summary>
    /// <param name="hidden_BTE">Hidden states.</param>
    /// <param name="embedding_VE">The embedding, used where the head is tied.</param>
    /// <param name="targets_BT">int64.</param>
    /// <param name="ignored">The target that counts nowhere.</param>
    public torch.Tensor? CrossEntropySum(torch.Tensor hidden_BTE, torch.Tensor embedding_VE, torch.Tensor targets_BT, long ignored) =>
        IsPrecise ? _numerics.Operators?.CrossEntropySum(hidden_BTE.flatten(0, 1), weight ?? embedding_VE, bias, targets_BT.flatten(), ignored) : null;

    /// <summary>The same for every target, (B, T), out of the graph.</summary>
    /// <param name="hidden_BTE">Hidden states.</param>
    /// <param name="embedding_VE">The embedding, used where the head is tied.</param>
    /// <param name="targets_BT">int64.</param>
    /// <param name="ignored">The target that counts nowhere.</param>
    public torch.Tensor? CrossEntropy(torch.Tensor hidden_BTE, torch.Tensor embedding_VE, torch.Tensor targets_BT, long ignored) =>
        IsPrecise
            ? _numerics.Operators?.CrossEntropy(hidden_BTE.flatten(0, 1), weight ?? embedding_VE, bias, targets_BT.flatten(), ignored)?.view(targets_BT.shape)
            : null;

    /// <summary>Whether products are as precise as the loss: kernels compute both in one type.</summary>
    private bool IsPrecise => _numerics.Compute == _numerics.Precise;
}
