using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>x * sigmoid(x).</summary>
        public sealed class SiLU : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal SiLU(bool inplace) : base(nameof(SiLU)) => this.inplace = inplace;

            /// <summary>Whether the input itself is changed.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.silu(tensor, inplace);

            /// <inheritdoc/>
            public override string GetName() => nameof(SiLU);
        }

        /// <summary>max(x, 0).</summary>
        public sealed class ReLU : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal ReLU(bool inplace) : base(nameof(ReLU)) => this.inplace = inplace;

            /// <summary>Whether the input itself is changed.</summary>
            public bool inplace { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.relu(tensor, inplace);
        }

        /// <summary>x times the normal distribution function of x.</summary>
        public sealed class GELU : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            /// <summary>How the normal distribution function is computed.</summary>
            public enum Approximate
            {
                /// <summary>Exactly, with erf.</summary>
                none,

                /// <summary>By the usual formula with tanh.</summary>
                tanh,
            }

            internal GELU(Approximate approximate, bool inplace) : base(nameof(GELU)) =>
                (this.approximate, this.inplace) = (approximate, inplace);

            /// <summary>Whether the input itself is changed.</summary>
            public bool inplace { get; set; }

            /// <summary>How the normal distribution function is computed.</summary>
            public Approximate approximate { get; set; }

            /// <inheritdoc/>
            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.gelu(tensor, approximate, inplace);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x * sigmoid(x).</summary>
            public static SiLU SiLU() => new(false);

            /// <summary>x * sigmoid(x).</summary>
            public static SiLU SiLU(bool inplace) => new(inplace);

            /// <summary>max(x, 0).</summary>
            public static ReLU ReLU(bool inplace = false) => new(inplace);

            /// <summary>x times the normal distribution function of x, exact.</summary>
            public static GELU GELU() => new(Modules.GELU.Approximate.none, false);

            /// <summary>x times the normal distribution function of x, exact.</summary>
            public static GELU GELU(bool inplace) => new(Modules.GELU.Approximate.none, inplace);

            /// <summary>x times the normal distribution function of x.</summary>
            public static GELU GELU(GELU.Approximate approximate, bool inplace = false) => new(approximate, inplace);
        }
    }
}
