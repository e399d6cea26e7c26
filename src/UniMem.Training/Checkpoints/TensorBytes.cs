using TorchSharp;

namespace UniMem.Training.Checkpoints;

/// <summary>Moves a tensor's values to and from a stream, little-endian and row by row, whatever its size.</summary>
internal static class TensorBytes
{
    private const long ChunkElements = 1 << 24;

    /// <summary>Bytes that the values take.</summary>
    public static long Count(torch.Tensor tensor) => tensor.numel() * tensor.element_size();

    public static void Write(torch.Tensor tensor, Action<ReadOnlySpan<byte>> write)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        ForEachChunk(tensor.detach().cpu().contiguous(), chunk => write(chunk.bytes));
    }

    /// <param name="tensor">On the CPU and contiguous; its values are replaced.</param>
    /// <param name="stream">Read for exactly the tensor's bytes.</param>
    public static void Read(torch.Tensor tensor, Stream stream)
    {
        using var scope = torch.NewDisposeScope();
        ForEachChunk(tensor, chunk => stream.ReadExactly(chunk.bytes));
    }

    private static void ForEachChunk(torch.Tensor contiguous, Action<torch.Tensor> visit)
    {
        var flat = contiguous.view(-1);
        for (var start = 0L; start < flat.numel(); start += ChunkElements)
        {
            visit(flat.narrow(0, start, Math.Min(ChunkElements, flat.numel() - start)));
        }
    }
}
