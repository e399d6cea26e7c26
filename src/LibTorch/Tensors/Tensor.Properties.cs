using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public ScalarType dtype => (ScalarType)Native.lt_tensor_dtype(Handle);
        public DeviceType device_type => (DeviceType)Native.lt_tensor_device_type(Handle);
        public int device_index => Native.lt_tensor_device_index(Handle);
        public Device device => new(device_type, device_index);
        public long ndim => Native.lt_tensor_dim(Handle);
        public long Dimensions => ndim;
        public long NumberOfElements => Native.lt_tensor_numel(Handle);
        public long ElementSize => Native.lt_tensor_element_size(Handle);
        public long dim() => ndim;
        public long numel() => NumberOfElements;
        public long element_size() => ElementSize;
        public long storage_offset() => Native.lt_tensor_storage_offset(Handle);
        public long[] shape => size();
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_sparse => Native.lt_tensor_is_sparse(Handle) != 0;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_contiguous() => Native.lt_tensor_is_contiguous(Handle) != 0;
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_quantized() => dtype is ScalarType.QInt8 or ScalarType.QUInt8 or ScalarType.QInt32;
        public bool is_nonzero() => Ops.CallBool("aten::is_nonzero", this);
        public bool is_pinned() => Ops.CallBool("aten::is_pinned", this);
        public bool is_conj() => Ops.CallBool("aten::is_conj", this);
        public bool is_neg() => Ops.CallBool("aten::is_neg", this);

        public unsafe long[] size()
        {
            var sizes = new long[ndim];
            fixed (long* target = sizes) Native.lt_tensor_sizes(Handle, target);
            return sizes;
        }

        public long size(int dim) => Native.lt_tensor_size(Handle, WrapDim(dim));

        public unsafe long[] stride()
        {
            var strides = new long[ndim];
            fixed (long* target = strides) Check(Native.lt_tensor_strides(Handle, target));
            return strides;
        }

        public long stride(int dim) => stride()[WrapDim(dim)];

        private long WrapDim(long dim)
        {
            var count = ndim;
            if (dim < -count || dim >= count)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"The tensor has {count} dimensions.");
            return dim < 0 ? dim + count : dim;
        }
    }
}
