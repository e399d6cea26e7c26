namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Fills tensors with first values. All work in place, without gradients, and return the tensor itself.</summary>
        /// <remarks>
        /// Unlike TorchSharp 0.107, where the functions that take a generator do not use it and <c>xavier_normal_</c> draws uniformly,
        /// these do what their names and parameters say.
        /// </remarks>
        public static class init
        {
            /// <summary>What follows the weights, for <see cref="calculate_gain"/>.</summary>
            public enum NonlinearityType
            {
                /// <summary>Nothing.</summary>
                Linear = 0,

                /// <summary>Nothing.</summary>
                Conv1D = 1,

                /// <summary>Nothing.</summary>
                Conv2D = 2,

                /// <summary>Nothing.</summary>
                Conv3D = 3,

                /// <summary>Nothing.</summary>
                ConvTranspose1D = 4,

                /// <summary>Nothing.</summary>
                ConvTranspose2D = 5,

                /// <summary>Nothing.</summary>
                ConvTranspose3D = 6,

                /// <summary>1 / (1 + exp(-x)).</summary>
                Sigmoid = 7,

                /// <summary>tanh(x).</summary>
                Tanh = 8,

                /// <summary>max(x, 0).</summary>
                ReLU = 9,

                /// <summary>x, times the slope where negative.</summary>
                LeakyReLU = 10,
            }

            /// <summary>Whether variance is kept forward or backward.</summary>
            public enum FanInOut
            {
                /// <summary>Forward: by the number of inputs.</summary>
                FanIn = 0,

                /// <summary>Backward: by the number of outputs.</summary>
                FanOut = 1,
            }

            /// <summary>The factor by which weights must be larger so that the non-linearity keeps the variance.</summary>
            /// <param name="nonlinearity">What follows the weights.</param>
            /// <param name="param">The slope of a leaky ReLU.</param>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2),
                NonlinearityType.LeakyReLU => Math.Sqrt(2 / (1 + (param * param))),
                _ => 1,
            };

            /// <summary>Zeros.</summary>
            public static Tensor zeros_(Tensor tensor) => WithoutGradient(tensor, () => tensor.zero_());

            /// <summary>Ones.</summary>
            public static Tensor ones_(Tensor tensor) => WithoutGradient(tensor, () => tensor.fill_(1));

            /// <summary>One value.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => WithoutGradient(tensor, () => tensor.fill_(val));

            /// <summary>Uniform between two bounds.</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null) =>
                WithoutGradient(tensor, () => tensor.uniform_(low, high, generator));

            /// <summary>Normal.</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null) =>
                WithoutGradient(tensor, () => tensor.normal_(mean, std, generator));

            /// <summary>Normal, but only within [a, b].</summary>
            /// <remarks>As PyTorch: uniform between the bounds' quantiles, through the inverse distribution function.</remarks>
            public static Tensor trunc_normal_(
                Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null) =>
                WithoutGradient(tensor, () =>
                {
                    using var deviates = UniformQuantiles(tensor, (a - mean) / std, (b - mean) / std, generator);
                    tensor.copy_(deviates).mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b);
                });

            /// <summary>Glorot's uniform: variance 2 / (inputs + outputs), times the gain squared.</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var bound = Math.Sqrt(3) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>The same as <see cref="xavier_uniform_"/>.</summary>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            /// <summary>Glorot's normal: variance 2 / (inputs + outputs), times the gain squared.</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            /// <summary>The same as <see cref="xavier_normal_"/>.</summary>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            /// <summary>He's uniform: variance gain squared over inputs (or outputs).</summary>
            /// <param name="tensor">(outputs, inputs, ...).</param>
            /// <param name="a">The slope of a leaky ReLU.</param>
            /// <param name="mode">Inputs or outputs.</param>
            /// <param name="nonlinearity">What follows the weights.</param>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>He's normal: variance gain squared over inputs (or outputs).</summary>
            /// <inheritdoc cref="kaiming_uniform_"/>
            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <summary>Numbers of inputs and outputs of one output and input of a weight (outputs, inputs, ...).</summary>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var shape = tensor.shape;
                if (shape.Length < 2)
                {
                    throw new ArgumentException("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
                }

                var field = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
                return (shape[1] * field, shape[0] * field);
            }

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            /// <summary>erfinv of numbers uniform between erf(a / sqrt 2) and erf(b / sqrt 2), the bounds in standard deviations.</summary>
            private static Tensor UniformQuantiles(Tensor like, double a, double b, Generator? generator)
            {
                using var bounds = torch.tensor(new[] { a / Math.Sqrt(2), b / Math.Sqrt(2) }, dtype: ScalarType.Float64);
                using var quantiles = bounds.erf();
                var (low, high) = (quantiles[0].item<double>(), quantiles[1].item<double>());
                return empty_like(like).uniform_(low, high, generator).erfinv_();
            }

            private static Tensor WithoutGradient(Tensor tensor, Action fill)
            {
                using var _ = no_grad();
                fill();
                return tensor;
            }
        }
    }
}
