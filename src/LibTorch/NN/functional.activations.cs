using TorchSharp.Interop;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Modules' computations without their parameters.</summary>
        public static partial class functional
        {
            /// <summary>x * sigmoid(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => Unary("aten::silu", "aten::silu_", x, inplace);

            /// <summary>max(x, 0).</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => Unary("aten::relu", "aten::relu_", x, inplace);

            /// <summary>1 / (1 + exp(-x)).</summary>
            public static Tensor sigmoid(Tensor x) => Ops.Call("aten::sigmoid", x);

            /// <summary>1 / (1 + exp(-x)).</summary>
            public static Tensor sigmoid(Tensor x, bool inplace) => Unary("aten::sigmoid", "aten::sigmoid_", x, inplace);

            /// <summary>log(sigmoid(x)), without overflow.</summary>
            public static Tensor logsigmoid(Tensor x) => Ops.Call("aten::log_sigmoid", x);

            /// <summary>log(1 + exp(beta x)) / beta, and x itself where beta x is above the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) =>
                Ops.Call("aten::softplus", x, beta, threshold);

            /// <summary>x times the normal distribution function of x, exact.</summary>
            public static Tensor gelu(Tensor x) => Ops.Call("aten::gelu", x);

            /// <summary>x times the normal distribution function of x, exact.</summary>
            public static Tensor gelu(Tensor x, bool inplace) => gelu(x, Modules.GELU.Approximate.none, inplace);

            /// <summary>x times the normal distribution function of x.</summary>
            public static Tensor gelu(Tensor x, GELU.Approximate approximate, bool inplace = false)
            {
                var how = approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none";
                return inplace ? Ops.Call("aten::alias", Ops.InPlace("aten::gelu_", x, how)) : Ops.Call("aten::gelu", x, how);
            }

            /// <summary>exp(x) over its sum along a dimension.</summary>
            /// <param name="input">Any shape.</param>
            /// <param name="dim">The dimension.</param>
            /// <param name="dtype">The type to convert to first; the input's if null.</param>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) =>
                Ops.Call("aten::softmax.int", input, dim, dtype ?? input.dtype);

            /// <summary>The logarithm of the softmax along a dimension.</summary>
            public static Tensor log_softmax(Tensor x, long dim) => Ops.Call("aten::log_softmax.int", x, dim);

            /// <summary>The softmax of -x along a dimension.</summary>
            public static Tensor softmin(Tensor x, long dim)
            {
                using var negative = Ops.Call("aten::neg", x);
                return Ops.Call("aten::softmax.int", negative, dim);
            }

            /// <summary>
            /// In training, zeroes each element with probability p and scales the others by 1 / (1 - p). Uses the default generator.
            /// </summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace
                    ? Ops.Call("aten::alias", Ops.InPlace("aten::dropout_", input, p, training))
                    : Ops.Call("aten::dropout", input, p, training);

            private static Tensor Unary(string schema, string inPlaceSchema, Tensor x, bool inplace) =>
                inplace ? Ops.Call("aten::alias", Ops.InPlace(inPlaceSchema, x)) : Ops.Call(schema, x);
        }
    }
}
