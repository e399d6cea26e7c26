using TorchSharp;

namespace UniMem.Distributed;

/// <summary>Adds the gradients of all processes up, as far as it can while the backward pass still goes on.</summary>
public interface IGradientExchange : IDisposable
{
    /// <summary>A backward pass begins; the parameters have no gradients.</summary>
    void Begin();

    /// <summary>
    /// The backward pass is over: returns when every parameter has the sum of all processes as its gradient, the same bits in all. A parameter
    /// that had a gradient in no process has none.
    /// </summary>
    /// <param name="totals">Further numbers to be added up over the processes, in place; of one shape and type everywhere.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void Finish(torch.Tensor totals);
}
