using TorchSharp;

namespace UniMem.Memory;

/// <summary>A writer, reader or injector that learns from a loss of its own beside that of the next token.</summary>
/// <remarks>
/// It is asked in training alone, once for each layer and segment, after the memory's writer has written; evaluation neither computes nor
/// counts it. What it must not teach (the backbone, what was compressed) it detaches itself.
/// </remarks>
public interface IAuxiliaryLoss
{
    /// <summary>How much the loss counts beside the mean nats of a target. At least 0.</summary>
    double Weight { get; }

    /// <summary>The loss of one segment at one layer; a training step takes its sum over layers and its mean over segments.</summary>
    /// <param name="layer">What the layer shows its writers.</param>
    /// <param name="written">What the memory's writer made of it, with its graph; null when that was nothing.</param>
    /// <returns>A scalar in the precise type, or null when there is nothing to learn here.</returns>
    torch.Tensor? Loss(LayerActivations layer, MemoryBlock? written);
}
