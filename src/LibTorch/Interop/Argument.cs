using System.Numerics;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>What a value handed to or from the dispatcher is; the numbers are those of native/abi.h.</summary>
internal enum Tag
{
    None = 0, Tensor = 1, Int = 2, Double = 3, Bool = 4, Complex = 5,
    IntList = 6, DoubleList = 7, BoolList = 8, TensorList = 9, Device = 10, String = 11, Generator = 12,
}

/// <summary>A tagged value as the C ABI lays it out.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct NativeValue
{
    [FieldOffset(0)] internal long Tag;
    [FieldOffset(8)] internal long Integer;
    [FieldOffset(8)] internal double Real;
    [FieldOffset(8)] internal IntPtr Pointer;
    [FieldOffset(16)] internal long Count;
    [FieldOffset(16)] internal double Imaginary;
}

/// <summary>One argument of an operator. Everything that an operator takes converts to it, so that a call reads like the schema.</summary>
internal readonly struct Argument
{
    internal readonly Tag Tag;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Argument(Tag tag, long bits, object? reference = null)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
    }

    /// <summary>The schema's None: no tensor, no number.</summary>
    internal static Argument None => default;

    internal static Argument List(IEnumerable<torch.Tensor> tensors) => tensors as torch.Tensor[] ?? tensors.ToArray();

    public static implicit operator Argument(torch.Tensor? value) => value is null ? None : new(Tag.Tensor, 0, value);
    public static implicit operator Argument(long value) => new(Tag.Int, value);
    public static implicit operator Argument(int value) => new(Tag.Int, value);
    public static implicit operator Argument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Argument(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Argument(long? value) => value is { } number ? number : None;
    public static implicit operator Argument(int? value) => value is { } number ? number : None;
    public static implicit operator Argument(double? value) => value is { } number ? number : None;
    public static implicit operator Argument(bool? value) => value is { } flag ? flag : None;
    public static implicit operator Argument(torch.ScalarType value) => new(Tag.Int, (long)value);
    public static implicit operator Argument(torch.ScalarType? value) => value is { } type ? type : None;
    public static implicit operator Argument(torch.Device? value) => value is null ? None : new(Tag.Device, (long)value.type, value);
    public static implicit operator Argument(torch.Generator? value) => value is null ? None : new(Tag.Generator, 0, value);
    public static implicit operator Argument(long[]? value) => value is null ? None : new(Tag.IntList, value.Length, value);
    public static implicit operator Argument(ReadOnlySpan<long> value) => value.ToArray();
    public static implicit operator Argument(double[]? value) => value is null ? None : new(Tag.DoubleList, value.Length, value);
    public static implicit operator Argument(torch.Tensor?[]? value) => value is null ? None : new(Tag.TensorList, value.Length, value);
    public static implicit operator Argument((long, long) value) => new[] { value.Item1, value.Item2 };
    public static implicit operator Argument((long, long, long) value) => new[] { value.Item1, value.Item2, value.Item3 };

    public static implicit operator Argument(string? value) =>
        value is null ? None : System.Text.Encoding.UTF8.GetBytes(value) is var bytes ? new(Tag.String, bytes.Length, bytes) : None;

    public static implicit operator Argument(Scalar? value) => value is null ? None : new(value.Tag, value.Bits, value.Complex);

    /// <summary>How many 8-byte cells a list or string needs beside the value itself.</summary>
    internal int Cells => Tag switch
    {
        Tag.IntList or Tag.DoubleList or Tag.TensorList => (int)Bits,
        Tag.String => ((int)Bits + 7) / 8,
        _ => 0,
    };

    /// <summary>Writes the argument for the C ABI; lists go to <paramref name="cells"/>, which moves on.</summary>
    internal unsafe void Write(NativeValue* target, ref long* cells)
    {
        target->Tag = (long)Tag;
        target->Integer = Bits;
        switch (Tag)
        {
            case Tag.Tensor:
                target->Pointer = ((torch.Tensor)Reference!).Handle;
                break;
            case Tag.Generator:
                target->Pointer = ((torch.Generator)Reference!).Handle;
                break;
            case Tag.Device:
                target->Count = ((torch.Device)Reference!).index;
                break;
            case Tag.Complex:
                target->Imaginary = ((Complex)Reference!).Imaginary;
                break;
            case Tag.IntList:
                ((long[])Reference!).CopyTo(new Span<long>(cells, (int)Bits));
                WriteList(target, ref cells);
                break;
            case Tag.DoubleList:
                ((double[])Reference!).CopyTo(new Span<double>(cells, (int)Bits));
                WriteList(target, ref cells);
                break;
            case Tag.TensorList:
                var tensors = (torch.Tensor?[])Reference!;
                for (var k = 0; k < tensors.Length; k++) cells[k] = tensors[k]?.Handle ?? IntPtr.Zero;
                WriteList(target, ref cells);
                break;
            case Tag.String:
                ((byte[])Reference!).CopyTo(new Span<byte>(cells, (int)Bits));
                WriteList(target, ref cells);
                break;
        }
    }

    private unsafe void WriteList(NativeValue* target, ref long* cells)
    {
        target->Pointer = (IntPtr)cells;
        target->Count = Bits;
        cells += Cells;
    }
}
