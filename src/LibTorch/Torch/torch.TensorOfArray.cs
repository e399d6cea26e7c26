using System.Numerics;

namespace TorchSharp;

// Tensors of flat arrays and memory.
public static partial class torch
{
    public static Tensor tensor(
        (float, float)[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Create<(float, float)>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        (float, float)[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<(float, float)>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        Half[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Half[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<Half>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        short[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<short>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        short[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<short>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<Half> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<Half>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<short> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Create<short>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<Complex> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Create<Complex>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<sbyte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Create<sbyte>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<BFloat16> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Create<BFloat16>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<byte> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<byte>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<double> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Create<double>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<float> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Create<float>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<int> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<int>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Memory<long> rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<long>(rawArray.Span, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Complex[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Create<Complex>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        Complex[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<Complex>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        sbyte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<sbyte>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        sbyte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<sbyte>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        BFloat16[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<BFloat16>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        BFloat16[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<BFloat16>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        bool[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<bool>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        bool[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<bool>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        byte[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<byte>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        byte[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<byte>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<double>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<double>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<float>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<float>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        int[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<int>(rawArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        int[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<int>(rawArray, [rawArray.Length], dtype, device, requires_grad, names);
    public static Tensor tensor(
        int[] rawArray, long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false, string[]? names = null) =>
        Create<int>(rawArray, [dim0, dim1, dim2, dim3], dtype, device, requires_grad, names);
    public static Tensor tensor(
        long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Create<long>(dataArray, dimensions, dtype, device, requires_grad, names);
    public static Tensor tensor(
        long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Create<long>(dataArray, [dataArray.Length], dtype, device, requires_grad, names);
}
