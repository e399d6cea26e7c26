using TorchSharp;
using TorchSharp.Modules;

namespace UniMem.Distributed;

/// <summary>A group of one process: its sums are its own numbers, and there is nobody to hand anything to.</summary>
public sealed class SingleProcess : IProcessGroup
{
    /// <summary>The only one there needs to be.</summary>
    public static SingleProcess Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public void Sum(torch.Tensor tensor)
    {
    }

    /// <inheritdoc/>
    public void Broadcast(torch.Tensor tensor)
    {
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public void Send(torch.Tensor tensor, int to) => throw new InvalidOperationException("There is one process only.");

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public void Receive(torch.Tensor tensor, int from) => throw new InvalidOperationException("There is one process only.");

    /// <inheritdoc/>
    public IGradientExchange? Exchange(IReadOnlyList<Parameter> parameters) => null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
