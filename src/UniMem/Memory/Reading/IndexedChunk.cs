using TorchSharp;

namespace UniMem.Memory.Reading;

/// <summary>A chunk of slots that one row holds.</summary>
/// <param name="Row">The row.</param>
/// <param name="Column">Column of the first slot.</param>
/// <param name="Number">Position of the first slot in its document, in chunks.</param>
internal readonly record struct IndexedChunk(int Row, long Column, long Number)
{
    /// <summary>Its keys, (G, C, D).</summary>
    /// <param name="keys_BGMD">Those of the memory.</param>
    /// <param name="size">C.</param>
    public torch.Tensor Of(torch.Tensor keys_BGMD, long size) => keys_BGMD[Row].narrow(1, Column, size);
}
