using TorchSharp.Interop;

namespace TorchSharp;

// Tensors filled with random values; without a generator the device's default one draws them.
public static partial class torch
{
    public static Tensor rand(
        ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        Make("aten::rand.generator", names, requires_grad, size, generator, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor rand(
        int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        rand([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);
    public static Tensor rand(
        int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        rand([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);
    public static Tensor rand(
        int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        rand([rows, columns], dtype, device, requires_grad, generator, names);
    public static Tensor rand(
        int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        rand([size], dtype, device, requires_grad, generator, names);
    public static Tensor rand(
        long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        rand([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);
    public static Tensor rand(
        long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        rand([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);
    public static Tensor rand(
        long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        rand([rows, columns], dtype, device, requires_grad, generator, names);
    public static Tensor rand(
        long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        rand([size], dtype, device, requires_grad, generator, names);
    public static Tensor rand(
        long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        Make("aten::rand.generator", names, requires_grad, size, generator, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor randn(
        ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        Make("aten::randn.generator", names, requires_grad, size, generator, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor randn(
        int dim0, int dim1, int dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);
    public static Tensor randn(
        int dim0, int dim1, int dim2, int dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);
    public static Tensor randn(
        int rows, int columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        randn([rows, columns], dtype, device, requires_grad, generator, names);
    public static Tensor randn(
        int size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        randn([size], dtype, device, requires_grad, generator, names);
    public static Tensor randn(
        long dim0, long dim1, long dim2, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn([dim0, dim1, dim2], dtype, device, requires_grad, generator, names);
    public static Tensor randn(
        long dim0, long dim1, long dim2, long dim3, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn([dim0, dim1, dim2, dim3], dtype, device, requires_grad, generator, names);
    public static Tensor randn(
        long rows, long columns, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        randn([rows, columns], dtype, device, requires_grad, generator, names);
    public static Tensor randn(
        long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        randn([size], dtype, device, requires_grad, generator, names);
    public static Tensor randn(
        long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        Make("aten::randn.generator", names, requires_grad, size, generator, dtype, Argument.None, device ?? _defaultDevice);
    public static Tensor randint(
        int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        randint((long)0, high, Array.ConvertAll(size, length => (long)length), dtype, device, requires_grad, generator, names);
    public static Tensor randint(
        int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randint((long)low, high, Array.ConvertAll(size, length => (long)length), dtype, device, requires_grad, generator, names);
    public static Tensor randint(
        long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        randint(0, high, size.Shape, dtype, device, requires_grad, generator, names);
    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        Make("aten::randint.low_generator", names, requires_grad,
        0, high, size, generator, dtype ?? ScalarType.Int64, Argument.None, device ?? _defaultDevice);
    public static Tensor randint(
        long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randint(low, high, size.Shape, dtype, device, requires_grad, generator, names);
    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Make("aten::randint.low_generator", names, requires_grad,
        low, high, size, generator, dtype ?? ScalarType.Int64, Argument.None, device ?? _defaultDevice);
}
