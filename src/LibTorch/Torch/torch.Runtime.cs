using TorchSharp.Interop;

namespace TorchSharp;

// Threads, devices and numerical switches of libtorch.
public static partial class torch
{
    public static int get_num_threads() => Native.lt_get_num_threads();

    public static void set_num_threads(int num) => Native.Check(Native.lt_set_num_threads(num));

    public static int get_num_interop_threads() => Native.lt_get_num_interop_threads();

    public static void set_num_interop_threads(int num) => Native.Check(Native.lt_set_num_interop_threads(num));

    public static bool cuda_is_available() => CountDevices(DeviceType.CUDA) > 0;

    /// <summary>Evaluates an expression and disposes all that it created but its result.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <summary>NVIDIA devices.</summary>
    public static class cuda
    {
        public static bool is_available() => cuda_is_available();

        public static bool is_cudnn_available() => cuda_is_available();

        public static int device_count() => CountDevices(DeviceType.CUDA);

        public static void manual_seed(long seed)
        {
            if (!is_available()) return;
            Native.Check(Native.lt_generator_default((int)DeviceType.CUDA, -1, out var handle));
            using var generator = Generator.Own(handle);
            generator.manual_seed(seed);
        }

        public static void manual_seed_all(long seed)
        {
            for (var index = 0; index < device_count(); index++)
            {
                Native.Check(Native.lt_generator_default((int)DeviceType.CUDA, index, out var handle));
                using var generator = Generator.Own(handle);
                generator.manual_seed(seed);
            }
        }

        public static void synchronize(Device? device = null) =>
            Native.Check(Native.lt_device_synchronize((int)DeviceType.CUDA, device?.index ?? -1));
    }

    /// <summary>Limits of a floating-point type.</summary>
    public struct FInfo
    {
        public int bits;
        public double eps;
        public double max;
        public double min;
        public double tiny;
        public double smallest_normal;
        public double resolution;
    }

    public static FInfo finfo() => finfo(_defaultType);

    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => Limits(16, 11, 15, 1e-3),
        ScalarType.BFloat16 => Limits(16, 8, 127, 1e-2),
        ScalarType.Float32 or ScalarType.ComplexFloat32 => Limits(32, 24, 127, 1e-6),
        ScalarType.Float64 or ScalarType.ComplexFloat64 => Limits(64, 53, 1023, 1e-15),
        _ => throw new ArgumentException($"{dtype} is no floating-point type."),
    };

    private static FInfo Limits(int bits, int precision, int exponent, double resolution)
    {
        var eps = Math.ScaleB(1, 1 - precision);
        var max = Math.ScaleB(2 - eps, exponent);
        var tiny = Math.ScaleB(1, 1 - exponent);
        return new() { bits = bits, eps = eps, max = max, min = -max, tiny = tiny, smallest_normal = tiny, resolution = resolution };
    }
}
