using System.Numerics;
using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number handed to an operator: integral, real, complex or a truth value.</summary>
public sealed class Scalar : IDisposable
{
    internal Tag Tag { get; }
    internal long Bits { get; }
    internal object? Complex { get; }

    private Scalar(Tag tag, long bits, ScalarType type, object? complex = null)
    {
        Tag = tag;
        Bits = bits;
        Type = type;
        Complex = complex;
    }

    public ScalarType Type { get; }

    internal double Real => Tag == Tag.Int || Tag == Tag.Bool ? Bits : BitConverter.Int64BitsToDouble(Bits);

    internal static Scalar From(NativeValue value) => (Tag)value.Tag switch
    {
        Tag.Int => value.Integer,
        Tag.Bool => value.Integer != 0,
        Tag.Double => value.Real,
        _ => new Complex(value.Real, value.Imaginary),
    };

    public static implicit operator Scalar(byte value) => new(Tag.Int, value, ScalarType.Byte);
    public static implicit operator Scalar(sbyte value) => new(Tag.Int, value, ScalarType.Int8);
    public static implicit operator Scalar(short value) => new(Tag.Int, value, ScalarType.Int16);
    public static implicit operator Scalar(int value) => new(Tag.Int, value, ScalarType.Int32);
    public static implicit operator Scalar(long value) => new(Tag.Int, value, ScalarType.Int64);
    public static implicit operator Scalar(Half value) => OfReal((double)value, ScalarType.Float16);
    public static implicit operator Scalar(BFloat16 value) => OfReal(value.ToSingle(), ScalarType.BFloat16);
    public static implicit operator Scalar(float value) => OfReal(value, ScalarType.Float32);
    public static implicit operator Scalar(double value) => OfReal(value, ScalarType.Float64);
    public static implicit operator Scalar(bool value) => new(Tag.Bool, value ? 1 : 0, ScalarType.Bool);
    public static implicit operator Scalar((float, float) value) => OfComplex(new(value.Item1, value.Item2), ScalarType.ComplexFloat32);
    public static implicit operator Scalar(Complex value) => OfComplex(value, ScalarType.ComplexFloat64);

    private static Scalar OfReal(double value, ScalarType type) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value), type);

    private static Scalar OfComplex(Complex value, ScalarType type) =>
        new(Tag.Complex, BitConverter.DoubleToInt64Bits(value.Real), type, value);

    /// <summary>Does nothing: a scalar holds no native memory here.</summary>
    public void Dispose()
    {
    }
}
