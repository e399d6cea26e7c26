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
        return torch.nn.functional.linear(hidden_BTE.In(compute), Vectors(embedding_VE), bias?.In(compute)).In(_numerics.Precise);
    }

    /// <summary>Cross-entropy summed over all targets, by a kernel that never holds the logits whole; null where there is none for it.</summary>
    /// <param name="hidden_BTE">Hidden states.</param>
    /// <param name="embedding_VE">The embedding, used where the head is tied.</param>
    /// <param name="targets_BT">int64.</param>
    /// <param name="ignored">The target that counts nowhere.</param>
    public torch.Tensor? CrossEntropySum(torch.Tensor hidden_BTE, torch.Tensor embedding_VE, torch.Tensor targets_BT, long ignored) =>
        _numerics.Operators?.CrossEntropySum(Rows(hidden_BTE), Vectors(embedding_VE), bias, targets_BT.flatten(), ignored);

    /// <summary>The same for every target, (B, T), out of the graph.</summary>
    /// <param name="hidden_BTE">Hidden states.</param>
    /// <param name="embedding_VE">The embedding, used where the head is tied.</param>
    /// <param name="targets_BT">int64.</param>
    /// <param name="ignored">The target that counts nowhere.</param>
    public torch.Tensor? CrossEntropy(torch.Tensor hidden_BTE, torch.Tensor embedding_VE, torch.Tensor targets_BT, long ignored) =>
        _numerics.Operators?.CrossEntropy(Rows(hidden_BTE), Vectors(embedding_VE), bias, targets_BT.flatten(), ignored)?.view(targets_BT.shape);

    private torch.Tensor Rows(torch.Tensor hidden_BTE) => hidden_BTE.flatten(0, 1).In(_numerics.Compute);

    private torch.Tensor Vectors(torch.Tensor embedding_VE) => (weight ?? embedding_VE).In(_numerics.Compute);
}
