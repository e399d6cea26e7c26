using TorchSharp;
using TorchSharp.Modules;

namespace UniMem.Distributed;

/// <summary>The processes that train one model together, as one of them sees it. All call the same members in the same order.</summary>
public interface IProcessGroup : IDisposable
{
    /// <summary>Which of the processes this is, from 0.</summary>
    int Rank { get; }

    /// <summary>How many they are. At least 1.</summary>
    int Size { get; }

    /// <summary>Adds the tensors of all processes up; each holds the sum afterwards, the same bits in all.</summary>
    /// <param name="tensor">Of one shape and type everywhere; changed in place.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void Sum(torch.Tensor tensor);

    /// <summary>Copies the tensor of process 0 to all others.</summary>
    /// <param name="tensor">Of one shape and type everywhere; changed in place, but in process 0.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void Broadcast(torch.Tensor tensor);

    /// <summary>Hands a tensor to one other process, which <see cref="Receive"/>s it.</summary>
    /// <param name="tensor">Any shape and type.</param>
    /// <param name="to">The other's rank.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void Send(torch.Tensor tensor, int to);

    /// <summary>Takes what another process <see cref="Send"/>s.</summary>
    /// <param name="tensor">Of the shape and type that is sent; written in place.</param>
    /// <param name="from">The other's rank.</param>
    /// <exception cref="ProcessLostException">Another process has ended.</exception>
    void Receive(torch.Tensor tensor, int from);

    /// <summary>What adds the gradients of all processes up; null where this is the only process.</summary>
    /// <param name="parameters">The parameters that learn, in the order in which the forward pass uses them; the same in all processes.</param>
    IGradientExchange? Exchange(IReadOnlyList<Parameter> parameters);
}
