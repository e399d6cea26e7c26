using TorchSharp;
using UniMem.Distributed;

namespace UniMem.Models;

/// <summary>Zeroes each number with a probability in training and scales the others up, drawing from a generator that can be saved.</summary>
/// <param name="probability">From 0 to less than 1.</param>
/// <param name="generator">On the device of the activations.</param>
/// <param name="rows">Which rows of the batch there are here; it draws for all.</param>
public sealed class Dropout(double probability, torch.Generator generator, RowShare rows)
{
    /// <summary>The numbers that survive, scaled; the input itself when nothing can be dropped.</summary>
    /// <param name="x">(B, ...), rows first.</param>
    /// <param name="training">Whether to drop at all.</param>
    public torch.Tensor Apply(torch.Tensor x, bool training)
    {
        ArgumentNullException.ThrowIfNull(x);
        return training && probability > 0
            ? x * rows.Draw(x, empty => empty.bernoulli_(1 - probability, generator)) * (1 / (1 - probability))
            : x;
    }
}
