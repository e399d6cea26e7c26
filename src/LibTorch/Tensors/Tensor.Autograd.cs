using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => Native.lt_tensor_requires_grad(Handle) != 0;
            set => Check(Native.lt_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor? grad
        {
            get
            {
                Check(Native.lt_tensor_grad(Handle, out var gradient));
                return gradient == IntPtr.Zero ? null : new(gradient);
            }
            set
            {
                Check(Native.lt_tensor_set_grad(Handle, value?.Handle ?? IntPtr.Zero));
                GC.KeepAlive(value);
            }
        }

        public bool is_leaf
        {
            get
            {
                var leaf = Native.lt_tensor_is_leaf(Handle) != 0;
                GC.KeepAlive(this);
                return leaf;
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => Check(Native.lt_tensor_retain_grad(Handle));

        public void backward() => autograd.backward([this]);

        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => Ops.Call("aten::detach", this);

        public Tensor detach_() => Ops.InPlace("aten::detach_", this);

        /// <summary>Takes over the storage of another tensor and stays the same variable.</summary>
        internal void SetData(Tensor other)
        {
            Check(Native.lt_tensor_set_data(Handle, other.Handle));
            GC.KeepAlive(other);
        }
    }
}
