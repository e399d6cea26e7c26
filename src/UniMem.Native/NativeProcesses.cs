using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using UniMem.Distributed;

namespace UniMem.Native;

/// <summary>Processes that talk by libtorch's own c10d: Gloo for tensors of the CPU, NCCL for those of GPUs.</summary>
public sealed class NativeProcesses : IProcessGroup
{
    /// <summary>Most bytes of gradients that are added up at once; PyTorch's number.</summary>
    public const long BucketBytes = 25 * 1024 * 1024;

    private static readonly TimeSpan MeetingPatience = TimeSpan.FromMinutes(5);

    // Long, because process 0 may be at work alone; that another one has ended is seen at once, by its closed connection.
    private static readonly TimeSpan WorkPatience = TimeSpan.FromHours(24);

    private readonly nint _handle;
    private readonly long _bucketBytes;

    private NativeProcesses(nint handle, ProcessPlace place, long bucketBytes) => (_handle, Rank, Size, _bucketBytes) = (handle, place.Rank, place.Size, bucketBytes);

    /// <summary>Whether processes that compute on the CPU can talk: Gloo is in this libtorch, and the native library was built for it.</summary>
    public static bool HasGloo => NativeLibrary.IsAvailable && (NativeLibrary.unimem_processes_backends() & 1) != 0;

    /// <summary>Whether processes that compute on GPUs can talk from GPU to GPU.</summary>
    public static bool HasNccl => NativeLibrary.IsAvailable && (NativeLibrary.unimem_processes_backends() & 2) != 0;

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>Joins the others; returns when all are there.</summary>
    /// <param name="place">Which process this is, and where they meet.</param>
    /// <param name="gpu">The index of the GPU that it computes on; null for the CPU.</param>
    /// <param name="bucketBytes">Most bytes of gradients that are added up at once. At least 1.</param>
    /// <exception cref="ProcessLostException">The others were not there within five minutes, or the meeting point cannot be reached.</exception>
    public static NativeProcesses Join(ProcessPlace place, int? gpu = null, long bucketBytes = BucketBytes)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentOutOfRangeException.ThrowIfLessThan(bucketBytes, 1);
        Check(NativeLibrary.unimem_processes_join(
            place.Host,
            place.Port,
            place.Serves ? 1 : 0,
            place.Host is "127.0.0.1" ? place.Host : "",
            place.Rank,
            place.Size,
            gpu ?? -1,
            MeetingPatience.TotalSeconds,
            WorkPatience.TotalSeconds,
            out var handle));
        return new(handle, place, bucketBytes);
    }

    /// <inheritdoc/>
    public void Sum(torch.Tensor tensor) => With(tensor, handle => NativeLibrary.unimem_processes_sum(_handle, handle));

    /// <inheritdoc/>
    public void Broadcast(torch.Tensor tensor) => With(tensor, handle => NativeLibrary.unimem_processes_broadcast(_handle, handle));

    /// <inheritdoc/>
    public void Send(torch.Tensor tensor, int to) => With(tensor, handle => NativeLibrary.unimem_processes_send(_handle, handle, to));

    /// <inheritdoc/>
    public void Receive(torch.Tensor tensor, int from) => With(tensor, handle => NativeLibrary.unimem_processes_receive(_handle, handle, from));

    /// <inheritdoc/>
    public IGradientExchange Exchange(IReadOnlyList<Parameter> parameters) => new GradientBuckets(_handle, parameters, _bucketBytes);

    /// <inheritdoc/>
    public void Dispose() => NativeLibrary.unimem_processes_leave(_handle);

    /// <exception cref="ProcessLostException">The code says that the call failed.</exception>
    internal static void Check(int code)
    {
        if (code != 0)
        {
            throw new ProcessLostException(Marshal.PtrToStringUTF8(NativeLibrary.unimem_last_error()) ?? "");
        }
    }

    private static void With(torch.Tensor tensor, Func<nint, int> call)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Check(call(tensor.Handle));
        GC.KeepAlive(tensor);
    }
}
