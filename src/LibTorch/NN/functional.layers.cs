using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The input times the transposed weights, plus a bias.</summary>
            /// <param name="input">(..., in).</param>
            /// <param name="weights">(out, in).</param>
            /// <param name="bias">(out), or null.</param>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Ops.Call("aten::linear", input, weights, bias);

            /// <summary>
            /// Subtracts the mean and divides by the standard deviation over the last dimensions, then scales and shifts.
            /// </summary>
            /// <param name="input">Any shape that ends in <paramref name="normalized_shape"/>.</param>
            /// <param name="normalized_shape">Sizes of the last dimensions.</param>
            /// <param name="weight">The scale, or null.</param>
            /// <param name="bias">The shift, or null.</param>
            /// <param name="eps">Added to the variance.</param>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Ops.Call("aten::layer_norm", input, normalized_shape, weight, bias, eps);

            /// <summary>Divides by the p-norm along a dimension, or by eps where that is larger.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var norm = Ops.Call("aten::norm.ScalarOpt_dim", input, p, new[] { dim }, true);
                using var divisor = Ops.Call("aten::clamp_min", norm, eps);
                return Ops.Call("aten::div.Tensor", input, divisor);
            }

            /// <summary>One-hot rows.</summary>
            /// <param name="x">int64 classes.</param>
            /// <param name="num_classes">The width; the largest class plus one if -1.</param>
            /// <returns>int64, one dimension more than x.</returns>
            /// <exception cref="ArgumentException">x is not int64.</exception>
            public static Tensor one_hot(Tensor x, long num_classes = -1) =>
                x.dtype == ScalarType.Int64
                    ? Ops.Call("aten::one_hot", x, num_classes)
                    : throw new ArgumentException("one_hot takes a tensor of type Int64.", nameof(x));

            /// <summary>Cross-correlation along the last dimension.</summary>
            /// <param name="input">(rows, channels in, length).</param>
            /// <param name="weight">(channels out, channels in / groups, width).</param>
            /// <param name="bias">(channels out), or null.</param>
            /// <param name="stride">Steps between outputs; 1 if null.</param>
            /// <param name="padding">Zeros at both ends; 0 if null.</param>
            /// <param name="dilation">Steps between elements of the kernel; 1 if null.</param>
            /// <param name="groups">Into how many independent parts channels fall.</param>
            public static Tensor conv1d(
                Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null, long? dilation = null,
                long groups = 1) =>
                Ops.Call(
                    "aten::conv1d", input, weight, bias, new[] { stride ?? 1 }, new[] { padding ?? 0 }, new[] { dilation ?? 1 }, groups);

            /// <summary>Means of runs along the last dimension.</summary>
            /// <param name="input">(rows, channels, length) or (channels, length).</param>
            /// <param name="kernel_size">Elements of a run.</param>
            /// <param name="stride">Elements between runs; the size of a run if null.</param>
            /// <param name="padding">Zeros at both ends; 0 if null.</param>
            /// <param name="ceil_mode">Whether a last run may stand out.</param>
            /// <param name="count_include_pad">Whether padding counts.</param>
            public static Tensor avg_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true) =>
                Ops.Call(
                    "aten::avg_pool1d", input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 }, ceil_mode,
                    count_include_pad);

            /// <summary>Maxima of runs along the last dimension.</summary>
            /// <param name="input">(rows, channels, length) or (channels, length).</param>
            /// <param name="kernel_size">Elements of a run.</param>
            /// <param name="stride">Elements between runs; the size of a run if null.</param>
            /// <param name="padding">Minus infinities at both ends; 0 if null.</param>
            /// <param name="dilation">Steps between elements of a run; 1 if null.</param>
            /// <param name="ceil_mode">Whether a last run may stand out.</param>
            public static Tensor max_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Ops.Call(
                    "aten::max_pool1d", input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 },
                    new[] { dilation ?? 1 }, ceil_mode);

            /// <summary>Maxima of runs along the last dimension, and where in the input they are.</summary>
            /// <inheritdoc cref="max_pool1d"/>
            public static (Tensor output, Tensor indices) max_pool1d_with_indices(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Ops.Call2(
                    "aten::max_pool1d_with_indices",
                    input, new[] { kernel_size }, new[] { stride ?? kernel_size }, new[] { padding ?? 0 }, new[] { dilation ?? 1 },
                    ceil_mode);
        }
    }
}
