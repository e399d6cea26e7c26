using TorchSharp.Interop;

namespace TorchSharp;

// New tensors.
public static partial class torch
{
    public static Tensor BoolTensor(Tensor t) => t.to_type(ScalarType.Bool);
    public static Tensor ByteTensor(Tensor t) => t.to_type(ScalarType.Byte);
    public static Tensor DoubleTensor(Tensor t) => t.to_type(ScalarType.Float64);
    public static Tensor FloatTensor(Tensor t) => t.to_type(ScalarType.Float32);
    public static Tensor IntTensor(Tensor t) => t.to_type(ScalarType.Int32);
    public static Tensor LongTensor(Tensor t) => t.to_type(ScalarType.Int64);
    public static Tensor ShortTensor(Tensor t) => t.to_type(ScalarType.Int16);
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make("aten::arange.start_step", requires_grad, start, stop, step, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make("aten::arange.start", requires_grad, start, stop, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make("aten::arange", requires_grad, stop, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor empty_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        input.empty_like(dtype, device, requires_grad);
    public static Tensor empty_strided(
        long[] size, long[] strides, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Make("aten::empty_strided", names, requires_grad, size, strides, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        string[]? names = null) =>
        Make("aten::eye.m", names, requires_grad, rows, columns < 0 ? rows : columns, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor full_like(
        Tensor input, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        input.full_like(value, dtype, device, requires_grad);
    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Make("aten::linspace", requires_grad, start, end, steps, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor logspace(
        double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Make("aten::logspace", requires_grad, start, end, steps, @base, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor ones_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        input.ones_like(dtype, device, requires_grad);
    public static Tensor zeros_like(
        Tensor input, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        input.zeros_like(dtype, device, requires_grad);
}
