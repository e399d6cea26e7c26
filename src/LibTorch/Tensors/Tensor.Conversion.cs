using TorchSharp.Interop;

namespace TorchSharp;

// Other element types and other devices.
public static partial class torch
{
    public partial class Tensor
    {
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(Ops.Call("aten::to.dtype", this, type, non_blocking, copy), disposeAfter);

        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to_type(type, copy, disposeAfter, non_blocking);

        public Tensor to(ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Moved(Ops.Call("aten::to.device", this, device ?? _defaultDevice, type, non_blocking, copy), disposeAfter);

        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);

        public Tensor to(
            DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);

        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);

        public Tensor to(Tensor other, bool non_blocking = false) =>
            to(other.dtype, other.device, non_blocking: non_blocking);

        public Tensor cpu() => to(CPU);

        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor type(ScalarType dtype) => to_type(dtype);
        public Tensor type(Func<Tensor, Tensor> typeFunc) => typeFunc(this);
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);
        public Tensor @bool() => to_type(ScalarType.Bool);
        public Tensor @byte() => to_type(ScalarType.Byte);
        public Tensor @char() => to_type(ScalarType.Int8);
        public Tensor @short() => to_type(ScalarType.Int16);
        public Tensor @int() => to_type(ScalarType.Int32);
        public Tensor @long() => to_type(ScalarType.Int64);
        public Tensor half() => to_type(ScalarType.Float16);
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);
        public Tensor @float() => to_type(ScalarType.Float32);
        public Tensor @double() => to_type(ScalarType.Float64);
        public Tensor cfloat() => to_type(ScalarType.ComplexFloat32);
        public Tensor cdouble() => to_type(ScalarType.ComplexFloat64);

        public Tensor T => Ops.Call("aten::numpy_T", this);
        public Tensor H => Ops.Call("aten::matrix_H", this);
        public Tensor mT => Ops.Call("aten::mT", this);
        public Tensor mH => Ops.Call("aten::mH", this);
        public Tensor real => Ops.Call("aten::real", this);
        public Tensor imag => Ops.Call("aten::imag", this);

        private Tensor Cast(ScalarType? type) => type is { } wanted && wanted != dtype ? to_type(wanted) : this;

        private Tensor Moved(Tensor result, bool disposeAfter)
        {
            if (disposeAfter) Dispose();
            return result;
        }

        private static string? Rounding(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();

        private static long[] Count(long from, long count) => Enumerable.Range((int)from, (int)count).Select(dim => (long)dim).ToArray();
    }

    internal static NotSupportedException NamesMissing() => new("Dimensions have no names in this build of TorchSharp's API.");
}
