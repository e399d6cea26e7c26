using TorchSharp;

namespace UniMem.Models;

/// <summary>Zeroes each number with a probability in training and scales the others up, drawing from a generator that can be saved.</summary>
/// <param name="probability">From 0 to less than 1.</param>
/// <param name="generator">On the device of the activations.</param>
public sealed class Dropout(double probability, torch.Generator generator)
{
    /// <summary>The numbers that survive, scaled; the input itself when nothing can be dropped.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="training">Whether to drop at all.</param>
    public torch.Tensor Apply(torch.Tensor x, bool training)
    {
        ArgumentNullException.ThrowIfNull(x);
        return training && probability > 0
            ? x * torch.empty_like(x).bernoulli_(1 - probability, generator) * (1 / (1 - probability))
            : x;
    }
}
