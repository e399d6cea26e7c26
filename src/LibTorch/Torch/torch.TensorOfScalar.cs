using System.Numerics;

namespace TorchSharp;

// Tensors of one number, and what as_tensor takes.
public static partial class torch
{
    public static Tensor tensor((double, double) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<Complex>([new(scalar.Item1, scalar.Item2)], [], dtype, device, requires_grad, null);
    public static Tensor tensor((float, float) scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<(float, float)>([scalar], [], dtype, device, requires_grad, null);
    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        Create<short>([scalar], [], null, device, requires_grad, null);
    public static Tensor tensor(Complex scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<Complex>([scalar], [], dtype, device, requires_grad, null);
    public static Tensor tensor(sbyte scalar, Device? device = null, bool requires_grad = false) =>
        Create<sbyte>([scalar], [], null, device, requires_grad, null);
    public static Tensor tensor(BFloat16 scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<BFloat16>([scalar], [], dtype, device, requires_grad, null);
    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<bool>([scalar], [], dtype, device, requires_grad, null);
    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) =>
        Create<byte>([scalar], [], null, device, requires_grad, null);
    public static Tensor tensor(
        double real, double imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<Complex>([new(real, imaginary)], [], dtype ?? ScalarType.ComplexFloat64, device, requires_grad, null);
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<double>([scalar], [], dtype, device, requires_grad, null);
    public static Tensor tensor(float real, float imaginary, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<Complex>([new(real, imaginary)], [], dtype ?? ScalarType.ComplexFloat32, device, requires_grad, null);
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Create<float>([scalar], [], null, device, requires_grad, null);
    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        Create<int>([scalar], [], null, device, requires_grad, null);
    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Create<long>([scalar], [], dtype, device, requires_grad, null);
    public static Tensor as_tensor((float, float)[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);
    public static Tensor as_tensor(IList<(float, float)> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<short> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<Complex> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<sbyte> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<BFloat16> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<bool> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<byte> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<double> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<float> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<int> rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(IList<long> rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(short[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(Complex[] rawArray, ScalarType? dtype = null, Device? device = null) =>
        tensor(rawArray, dtype, device);
    public static Tensor as_tensor(sbyte[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(BFloat16[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        data.to(dtype ?? data.dtype, device ?? data.device);
    public static Tensor as_tensor(bool[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(byte[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(int[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
    public static Tensor as_tensor(long[] rawArray, ScalarType? dtype = null, Device? device = null) => tensor(rawArray, dtype, device);
}
