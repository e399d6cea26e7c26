using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A tensor that a module owns and an optimizer changes.</summary>
        public class Parameter : torch.Tensor
        {
            /// <summary>Takes over the handle of a tensor, which is invalid afterwards, and its place in the scope that owned it.</summary>
            /// <param name="data">The values. Unusable after the call.</param>
            /// <param name="requires_grad">Whether backward fills <c>grad</c>.</param>
            public Parameter(torch.Tensor data, bool requires_grad = true) : this(data, requires_grad, data.OwningDisposeScope)
            {
            }

            private Parameter(torch.Tensor data, bool requires_grad, DisposeScope? owner)
                : base(data.with_requires_grad(requires_grad).DecoupleFromNativeHandle())
            {
                if (owner is null)
                {
                    DetachFromDisposeScope();
                }
                else
                {
                    MoveToOtherDisposeScope(owner);
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Makes a tensor a parameter; the tensor's handle moves into it.</summary>
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
