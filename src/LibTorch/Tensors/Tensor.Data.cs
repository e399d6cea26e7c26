using System.Collections;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements of a contiguous tensor on the CPU as bytes; assigning copies.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                RequireCpu();
                if (!is_contiguous()) throw new InvalidOperationException("The bytes of a tensor that is not contiguous are scattered.");
                return new((void*)DataPointer, checked((int)(numel() * element_size())));
            }
            set
            {
                RequireCpu();
                if (value.Length != numel() * element_size())
                    throw new ArgumentException($"The tensor takes {numel() * element_size()} bytes, not {value.Length}.");
                if (is_contiguous())
                {
                    value.CopyTo(bytes);
                    return;
                }
                using var whole = torch.empty(shape, dtype, device);
                value.CopyTo(whole.bytes);
                using (no_grad()) copy_(whole);
            }
        }

        internal IntPtr DataPointer
        {
            get
            {
                Check(Native.lt_tensor_data(Handle, out var data));
                return data;
            }
        }

        /// <summary>The only element as a number of its own type.</summary>
        public T item<T>() where T : struct
        {
            if (numel() != 1) throw new ArgumentException($"item needs a tensor with one element; this one has {numel()}.");
            if (TypeOf<T>() != dtype) throw new ArgumentException($"The elements are {dtype}, not {typeof(T).Name}.");
            using var host = Host();
            return host.ReadCpuValue<T>(0);
        }

        public Scalar ToScalar() => Scalar.From(Ops.CallValue("aten::item", this));

        public TensorAccessor<T> data<T>() where T : struct
        {
            if (TypeOf<T>() != dtype) throw new ArgumentException($"The elements are {dtype}, not {typeof(T).Name}.");
            RequireCpu();
            return new(this);
        }

        /// <summary>The elements as nested lists of scalars; a scalar for a tensor without dimensions.</summary>
        public object tolist()
        {
            if (ndim == 0) return ToScalar();
            var list = new ArrayList();
            foreach (var part in unbind(0))
            {
                list.Add(part.tolist());
                part.Dispose();
            }
            return list;
        }

        public T ReadCpuValue<T>(long i) where T : struct => data<T>()[Unravel(i)];
        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);
        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);
        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);
        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);
        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);
        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);
        public float ReadCpuFloat16(long i) => (float)ReadCpuValue<Half>(i);
        public float ReadCpuBFloat16(long i) => ReadCpuValue<BFloat16>(i).ToSingle();
        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);
        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            using var host = Host();
            using var whole = host.contiguous();
            var data = (byte*)whole.DataPointer;
            for (long at = 0, total = numel() * element_size(); at < total; at += bufferSize)
                stream.Write(new ReadOnlySpan<byte>(data + at, (int)Math.Min(bufferSize, total - at)));
        }

        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            using var whole = torch.empty(shape, dtype, CPU);
            var data = (byte*)whole.DataPointer;
            for (long at = 0, total = numel() * element_size(); at < total; at += bufferSize)
                stream.ReadExactly(new Span<byte>(data + at, (int)Math.Min(bufferSize, total - at)));
            using (no_grad()) copy_(whole);
        }

        internal object ElementAt(long place)
        {
            using var host = Host();
            return host.dtype switch
            {
                ScalarType.Byte => host.data<byte>()[Unravel(place)],
                ScalarType.Int8 => host.data<sbyte>()[Unravel(place)],
                ScalarType.Int16 => host.data<short>()[Unravel(place)],
                ScalarType.Int32 => host.data<int>()[Unravel(place)],
                ScalarType.Int64 => host.data<long>()[Unravel(place)],
                ScalarType.Float16 => host.data<Half>()[Unravel(place)],
                ScalarType.BFloat16 => host.data<BFloat16>()[Unravel(place)],
                ScalarType.Float32 => host.data<float>()[Unravel(place)],
                ScalarType.Float64 => host.data<double>()[Unravel(place)],
                ScalarType.Bool => host.data<bool>()[Unravel(place)],
                ScalarType.ComplexFloat32 => host.data<(float, float)>()[Unravel(place)],
                ScalarType.ComplexFloat64 => host.data<System.Numerics.Complex>()[Unravel(place)],
                _ => throw new NotSupportedException($"Elements of type {host.dtype} have no .NET type."),
            };
        }

        // A handle of its own on host memory, so that it can be disposed without harm.
        private Tensor Host() => is_cpu() ? Ops.Call("aten::detach", this) : Ops.Call("aten::to.device", this, CPU, dtype);

        private void RequireCpu()
        {
            if (!is_cpu()) throw new InvalidOperationException($"The tensor lives on {device}; call cpu() first.");
        }

        private long[] Unravel(long place)
        {
            var sizes = shape;
            var indices = new long[sizes.Length];
            for (var dim = sizes.Length - 1; dim >= 0; dim--)
            {
                indices[dim] = place % sizes[dim];
                place /= sizes[dim];
            }
            return indices;
        }
    }
}
