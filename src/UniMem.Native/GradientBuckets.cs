using TorchSharp;
using TorchSharp.Modules;
using UniMem.Distributed;

namespace UniMem.Native;

/// <summary>Gradients in buckets: the sum of a bucket begins as soon as the backward pass has made its last gradient.</summary>
/// <remarks>
/// Source: Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", VLDB 2020, arXiv:2006.15704, section 3.2. Unlike
/// theirs it sums and does not average, because the loss is divided by the targets of all processes already.
/// </remarks>
internal sealed class GradientBuckets : IGradientExchange
{
    private readonly nint _handle;

    public GradientBuckets(nint processes, IReadOnlyList<Parameter> parameters, long bytes)
    {
        nint[] handles = [.. parameters.Where(parameter => parameter.requires_grad).Select(parameter => parameter.Handle)];
        NativeProcesses.Check(NativeLibrary.unimem_gradients_open(processes, handles, handles.Length, bytes, out _handle));
        GC.KeepAlive(parameters);
    }

    /// <inheritdoc/>
    public void Begin() => NativeLibrary.unimem_gradients_begin(_handle);

    /// <inheritdoc/>
    public void Finish(torch.Tensor totals)
    {
        ArgumentNullException.ThrowIfNull(totals);
        NativeProcesses.Check(NativeLibrary.unimem_gradients_finish(_handle, totals.Handle));
        GC.KeepAlive(totals);
    }

    /// <inheritdoc/>
    public void Dispose() => NativeLibrary.unimem_gradients_close(_handle);
}
