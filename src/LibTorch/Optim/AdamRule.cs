using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>One step of Adam or AdamW for parameters that have made equally many, a few calls for all of them together.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Beta1">Decay of the running mean of gradients.</param>
/// <param name="Beta2">Decay of the running mean of their squares.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="Decay">Weight decay.</param>
/// <param name="Maximize">Whether to climb instead of descend.</param>
/// <param name="Decoupled">Whether weights decay apart from the gradient (AdamW).</param>
internal sealed record AdamRule(double Rate, double Beta1, double Beta2, double Epsilon, double Decay, bool Maximize, bool Decoupled)
{
    /// <remarks>The operations and their order are those of PyTorch's own loop over parameters, so the numbers are the same.</remarks>
    public void Apply(
        long step, IReadOnlyList<Tensor> parameters, IReadOnlyList<Tensor> grads, IReadOnlyList<Tensor> means,
        IReadOnlyList<Tensor> squares, IReadOnlyList<Tensor>? largestSquares)
    {
        if (Maximize)
        {
            grads = Foreach.neg(grads);
        }

        if (Decay != 0)
        {
            if (Decoupled)
            {
                Foreach.mul_(parameters, 1 - (Rate * Decay));
            }
            else
            {
                grads = Foreach.add(grads, parameters, alpha: Decay);
            }
        }

        Foreach.mul_(means, Beta1);
        Foreach.add_(means, grads, alpha: 1 - Beta1);
        Foreach.mul_(squares, Beta2);
        Foreach.addcmul_(squares, grads, grads, value: 1 - Beta2);
        if (largestSquares is not null)
        {
            for (var i = 0; i < squares.Count; i++)
            {
                using var larger = maximum(largestSquares[i], squares[i]);
                largestSquares[i].copy_(larger);
            }
        }

        var denominators = Foreach.sqrt(largestSquares ?? squares);
        Foreach.div_(denominators, Math.Sqrt(1 - Math.Pow(Beta2, step)));
        Foreach.add_(denominators, Epsilon);
        Foreach.addcdiv_(parameters, means, denominators, value: -Rate / (1 - Math.Pow(Beta1, step)));
    }
}
