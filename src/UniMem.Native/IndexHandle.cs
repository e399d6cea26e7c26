using System.Runtime.InteropServices;

namespace UniMem.Native;

/// <summary>An index of native/ivf.cpp.</summary>
internal sealed class IndexHandle : SafeHandle
{
    public IndexHandle()
        : base(0, ownsHandle: true)
    {
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    public static IndexHandle Create(long chunk, long lists, bool wide)
    {
        NativeLibrary.ThrowIf(NativeLibrary.unimem_index_create(chunk, lists, wide ? 1 : 0, out var index));
        return index;
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeLibrary.unimem_index_free(handle);
        return true;
    }
}
