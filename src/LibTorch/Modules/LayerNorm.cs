using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Subtracts the mean and divides by the standard deviation over the last dimensions, then scales and shifts.</summary>
        public sealed class LayerNorm : nn.Module<Tensor, Tensor>
        {
            [ComponentName(Name = nameof(weight))]
            private Parameter? _weight;

            [ComponentName(Name = nameof(bias))]
            private Parameter? _bias;

            internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
                : base(nameof(LayerNorm))
            {
                (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
                if (elementwise_affine)
                {
                    weight = new Parameter(ones(normalized_shape, dtype: dtype, device: device));
                    this.bias = bias ? new Parameter(zeros(normalized_shape, dtype: dtype, device: device)) : null;
                }
            }

            /// <summary>Sizes of the last dimensions, over which is normalised.</summary>
            public long[] normalized_shape { get; set; }

            /// <summary>Added to the variance.</summary>
            public double eps { get; set; }

            /// <summary>Whether there is a weight.</summary>
            public bool elementwise_affine { get; set; }

            /// <summary>
            /// The scale, of the normalised shape; null without affine part. Setting it disposes the old one, unless it is the same.
            /// </summary>
            public Parameter weight
            {
                get => _weight!;
                set
                {
                    if (_weight is null || value.Handle != _weight.Handle)
                    {
                        _weight?.Dispose();
                        _weight = value;
                        _weight.DetachFromDisposeScope();
                        ConditionallyRegisterParameter(nameof(weight), _weight);
                    }
                }
            }

            /// <summary>The shift, of the normalised shape, or null. Setting it disposes the old one.</summary>
            public Parameter? bias
            {
                get => _bias;
                set
                {
                    _bias?.Dispose();
                    _bias = value;
                    _bias?.DetachFromDisposeScope();
                    ConditionallyRegisterParameter(nameof(bias), _bias);
                }
            }

            /// <summary>Sets the scale to 1 and the shift to 0.</summary>
            public void reset_parameters()
            {
                if (_weight is not null)
                {
                    nn.init.ones_(_weight);
                }

                if (_bias is not null)
                {
                    nn.init.zeros_(_bias);
                }
            }

            /// <inheritdoc/>
            public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, _weight, _bias, eps);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Normalises over the last dimensions, then scales and shifts.</summary>
            public static LayerNorm LayerNorm(
                long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            /// <summary>Normalises over the last dimension, then scales and shifts.</summary>
            public static LayerNorm LayerNorm(
                long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
