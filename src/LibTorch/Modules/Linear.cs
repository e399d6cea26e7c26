using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>x times the transposed weight, plus a bias.</summary>
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            [ComponentName(Name = nameof(weight))]
            private Parameter _weight;

            [ComponentName(Name = nameof(bias))]
            private Parameter? _bias;

            internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
            {
                (out_features, in_features) = (weight.shape[0], weight.shape[1]);
                _weight = Own(weight, nameof(this.weight));
                this.bias = bias;
            }

            internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
            {
                (in_features, out_features) = (inputSize, outputSize);
                _weight = Own(new Parameter(empty(outputSize, inputSize, dtype: dtype, device: device)), nameof(weight));
                nn.init.kaiming_uniform_(_weight, a: Math.Sqrt(5));
                if (hasBias)
                {
                    bias = new Parameter(empty(outputSize, dtype: dtype, device: device));
                    var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
                    nn.init.uniform_(_bias!, -bound, bound);
                }
            }

            /// <summary>Width of the input.</summary>
            public long in_features { get; set; }

            /// <summary>Width of the output.</summary>
            public long out_features { get; set; }

            /// <summary>(out, in). Setting it disposes the old one, unless it is the same.</summary>
            public Parameter weight
            {
                get => _weight;
                set
                {
                    if (value.Handle != _weight.Handle)
                    {
                        _weight.Dispose();
                        _weight = Own(value, nameof(weight));
                    }
                }
            }

            /// <summary>(out), or null. Setting it disposes the old one.</summary>
            public Parameter? bias
            {
                get => _bias;
                set
                {
                    _bias?.Dispose();
                    _bias = value is null ? null : Own(value, nameof(bias));
                    ConditionallyRegisterParameter(nameof(bias), _bias);
                }
            }

            /// <inheritdoc/>
            public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);

            private Parameter Own(Parameter parameter, string name)
            {
                parameter.DetachFromDisposeScope();
                ConditionallyRegisterParameter(name, parameter);
                return parameter;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x times the transposed weight, plus a bias; both uniform within one over the root of the input's width.</summary>
            public static Linear Linear(
                long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            /// <summary>x times the transposed weight, plus a bias.</summary>
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
        }
    }
}
