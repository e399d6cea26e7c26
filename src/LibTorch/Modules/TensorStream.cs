using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Tensors in TorchSharp's own binary format: element type, number of dimensions and sizes as base-128 numbers (seven bits a byte,
/// the lowest first, the top bit set on all but the last), then the elements in row-major order, little-endian.
/// </summary>
internal static class TensorStream
{
    private const int ChunkBytes = 1 << 20;

    internal static void WriteCount(BinaryWriter writer, long value) => writer.Write7BitEncodedInt64(value);

    internal static long ReadCount(BinaryReader reader) => reader.Read7BitEncodedInt64();

    internal static void Write(BinaryWriter writer, Tensor tensor)
    {
        WriteCount(writer, (long)tensor.dtype);
        WriteCount(writer, tensor.ndim);
        foreach (var size in tensor.shape)
        {
            WriteCount(writer, size);
        }

        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var plain = Ops.Call("aten::contiguous", tensor.cpu());
        for (var offset = 0L; offset < ByteCount(plain); offset += ChunkBytes)
        {
            writer.Write(Chunk(plain, offset));
        }
    }

    /// <summary>Reads a tensor of whatever type and shape the stream says.</summary>
    internal static Tensor Read(BinaryReader reader)
    {
        var (type, shape) = ReadHeader(reader);
        var result = empty(shape, dtype: type, device: CPU);
        Fill(reader, result);
        return result;
    }

    /// <summary>Reads a tensor into one of the same type and shape; null to read it and drop it.</summary>
    /// <exception cref="ArgumentException">Type or shape differ.</exception>
    internal static void ReadInto(BinaryReader reader, Tensor? target)
    {
        var (type, shape) = ReadHeader(reader);
        if (target is not null && (type != target.dtype || !shape.AsSpan().SequenceEqual(target.shape)))
        {
            throw new ArgumentException(
                $"Mismatched tensor while loading: the stream holds {type} [{string.Join(", ", shape)}], "
                + $"the module {target.dtype} [{string.Join(", ", target.shape)}].");
        }

        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var read = empty(shape, dtype: type, device: CPU);
        Fill(reader, read);
        target?.copy_(read);
    }

    private static (ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        var type = (ScalarType)ReadCount(reader);
        var shape = new long[ReadCount(reader)];
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = ReadCount(reader);
        }

        return (type, shape);
    }

    private static void Fill(BinaryReader reader, Tensor target)
    {
        for (var offset = 0L; offset < ByteCount(target); offset += ChunkBytes)
        {
            reader.BaseStream.ReadExactly(Chunk(target, offset));
        }
    }

    private static long ByteCount(Tensor tensor) => tensor.NumberOfElements * tensor.ElementSize;

    private static unsafe Span<byte> Chunk(Tensor tensor, long offset)
    {
        Native.Check(Native.lt_tensor_data(tensor.Handle, out var start));
        return new Span<byte>((byte*)start + offset, (int)Math.Min(ChunkBytes, ByteCount(tensor) - offset));
    }
}
