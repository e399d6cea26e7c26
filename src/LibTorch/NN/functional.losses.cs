using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Negative logarithm of the softmax at the target, in nats.</summary>
            /// <param name="input">Scores: (classes), (rows, classes) or (rows, classes, ...).</param>
            /// <param name="target">int64 classes without the class dimension, or probabilities in the shape of the scores.</param>
            /// <param name="weight">A factor for each class, or null.</param>
            /// <param name="ignore_index">The target that does not count.</param>
            /// <param name="reduction">What becomes of the elements; the mean is over those that count.</param>
            /// <param name="label_smoothing">The share of the target that is spread over all classes, 0 to 1.</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean,
                double label_smoothing = 0) =>
                Ops.Call("aten::cross_entropy_loss", input, target, weight, (long)reduction, ignore_index, label_smoothing);

            /// <summary>The negative of the input at the target.</summary>
            /// <param name="input">Log-probabilities: (classes), (rows, classes) or (rows, classes, ...).</param>
            /// <param name="target">int64 classes without the class dimension; -100 does not count.</param>
            /// <param name="weight">A factor for each class, or null.</param>
            /// <param name="reduction">What becomes of the elements.</param>
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Ops.Call("aten::nll_loss_nd", input, target, weight, (long)reduction);

            /// <summary>The squared difference, after broadcasting.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                var both = Ops.CallList("aten::broadcast_tensors", new[] { input, target });
                using var left = both[0];
                using var right = both[1];
                return Ops.Call("aten::mse_loss", left, right, (long)reduction);
            }
        }
    }
}
