using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Returns its input, under a handle of its own.</summary>
        public sealed class Identity : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal Identity() : base(nameof(Identity))
            {
            }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => tensor.alias();
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Returns its input, under a handle of its own.</summary>
            public static Identity Identity() => new();
        }
    }
}
