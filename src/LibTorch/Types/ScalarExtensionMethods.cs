using System.Numerics;

namespace TorchSharp;

/// <summary>Conversions between numbers and <see cref="Scalar"/>.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this Half value) => value;
    public static Scalar ToScalar(this BFloat16 value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;
    public static Scalar ToScalar(this (float, float) value) => value;
    public static Scalar ToScalar(this Complex value) => value;

    public static Scalar ToBFloat16Scalar(this float value) => new BFloat16(value);

    public static byte ToByte(this Scalar value) => (byte)value.ToInt64();
    public static int ToInt32(this Scalar value) => (int)value.ToInt64();
    public static sbyte ToSByte(this Scalar value) => (sbyte)value.ToInt64();
    public static short ToInt16(this Scalar value) => (short)value.ToInt64();
    public static Half ToHalf(this Scalar value) => (Half)value.Real;
    public static BFloat16 ToBFloat16(this Scalar value) => new((float)value.Real);
    public static Complex ToComplexFloat64(this Scalar value) => value.Complex is Complex complex ? complex : new(value.Real, 0);

    public static (float, float) ToComplexFloat32(this Scalar value)
    {
        var number = value.ToComplexFloat64();
        return ((float)number.Real, (float)number.Imaginary);
    }

    public static bool ToBoolean(this Scalar value) => value.Real != 0;
    public static float ToSingle(this Scalar value) => (float)value.Real;
    public static double ToDouble(this Scalar value) => value.Real;

    public static long ToInt64(this Scalar value) =>
        value.Tag is Interop.Tag.Int or Interop.Tag.Bool ? value.Bits : (long)value.Real;
}
