using System.Runtime.InteropServices;
using TorchSharp;

namespace UniMem.Experiments.Verification;

/// <summary>A type of number that arrays in files may have: little endian, as NumPy writes it.</summary>
/// <param name="Descriptor">NumPy's name of it, such as <c>&lt;f4</c>.</param>
/// <param name="Scalar">Type of the tensor.</param>
/// <param name="Size">Bytes of an element.</param>
internal sealed record NpyType(string Descriptor, torch.ScalarType Scalar, int Size)
{
    private static readonly NpyType[] All =
    [
        new("<f4", torch.ScalarType.Float32, sizeof(float)),
        new("<f8", torch.ScalarType.Float64, sizeof(double)),
        new("<i8", torch.ScalarType.Int64, sizeof(long)),
        new("|b1", torch.ScalarType.Bool, sizeof(bool)),
    ];

    /// <summary>The names, for messages.</summary>
    public static string Known => string.Join(", ", All.Select(type => type.Descriptor));

    /// <summary>The type of a name, or null.</summary>
    public static NpyType? Of(string descriptor) => Array.Find(All, type => type.Descriptor == descriptor);

    /// <summary>The type of a tensor's elements, or null when files cannot hold it.</summary>
    public static NpyType? Of(torch.ScalarType scalar) => Array.Find(All, type => type.Scalar == scalar);

    /// <summary>A tensor of elements in C order.</summary>
    public torch.Tensor Tensor(ReadOnlySpan<byte> bytes, long[] shape) => Scalar switch
    {
        torch.ScalarType.Float32 => torch.tensor(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), shape),
        torch.ScalarType.Float64 => torch.tensor(MemoryMarshal.Cast<byte, double>(bytes).ToArray(), shape),
        torch.ScalarType.Int64 => torch.tensor(MemoryMarshal.Cast<byte, long>(bytes).ToArray(), shape),
        _ => torch.tensor(Array.ConvertAll(bytes.ToArray(), value => value != 0), shape),
    };

    /// <summary>The elements of a tensor of this type, in C order.</summary>
    public byte[] Bytes(torch.Tensor tensor)
    {
        using var flat = tensor.detach().cpu().contiguous();
        return flat.bytes.ToArray();
    }
}
