using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Training;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_optimizer")]
public sealed record BrokenOptimizer : OptimizerConfig
{
    public static readonly string[] Rules =
    [
        "exception-thrown", "resume-differs", "rate-ignored", "idle-moved", "gradient-ignored", "gradient-kept", "nondeterministic", "not-finite", "tensors-leaked",
    ];

    public required string Rule { get; init; }

    public override IOptimizer Build(IReadOnlyList<(string Name, Parameter Value)> parameters) => new Descending(Rule, parameters);

    /// <summary>Descent with momentum, and one fault.</summary>
    private sealed class Descending(string rule, IReadOnlyList<(string Name, Parameter Value)> parameters) : IOptimizer
    {
        private readonly torch.Tensor[] _momentum = [.. parameters.Select(parameter => torch.zeros_like(parameter.Value).DetachFromDisposeScope())];
        private int _steps;

        public void ZeroGrad()
        {
            if (rule != "gradient-kept")
            {
                Forget();
            }
        }

        public void Step(double learningRate)
        {
            using var _ = torch.no_grad();
            _steps++;
            foreach (var ((_, weight), momentum) in parameters.Zip(_momentum))
            {
                if (weight.grad is not { } grad)
                {
                    if (rule == "idle-moved")
                    {
                        weight.mul_(1 - (learningRate * 0.1));
                    }

                    continue;
                }

                Move(weight, Spoilt(grad), momentum, learningRate);
            }

            Forget();
        }

        public IReadOnlyList<(string Name, torch.Tensor Value)> Save() => rule == "resume-differs" ? []
            : [.. parameters.Zip(_momentum, (parameter, momentum) => ($"{parameter.Name}/momentum", momentum))];

        public void Restore(IReadOnlyDictionary<string, torch.Tensor> saved)
        {
            using var _ = torch.no_grad();
            _steps++;
            foreach (var ((name, _), momentum) in parameters.Zip(_momentum))
            {
                if (saved.TryGetValue($"{name}/momentum", out var value))
                {
                    momentum.copy_(value);
                }
            }
        }

        public void Dispose()
        {
            foreach (var momentum in _momentum)
            {
                momentum.Dispose();
            }
        }

        private void Forget()
        {
            foreach (var (_, weight) in parameters)
            {
                weight.grad = null;
            }
        }

        private torch.Tensor Spoilt(torch.Tensor grad) => rule switch
        {
            "exception-thrown" when _steps == 4 => throw new InvalidOperationException("the fourth step is not implemented"),
            "gradient-ignored" => -grad,
            "nondeterministic" => grad + (torch.rand(grad.shape) * 0.01),
            "not-finite" => grad / grad.abs().max(),
            "tensors-leaked" => (grad * 1).DetachFromDisposeScope(),
            _ => grad,
        };

        private void Move(Parameter weight, torch.Tensor grad, torch.Tensor momentum, double learningRate)
        {
            momentum.mul_(0.5).add_(grad);
            weight.sub_(momentum * learningRate);
            if (rule == "rate-ignored")
            {
                weight.mul_(0.99);
            }
        }
    }
}
