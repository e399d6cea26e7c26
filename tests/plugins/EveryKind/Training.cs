using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Training;
using UniMem.Training.Tasks;

namespace EveryKind;

/// <summary>Moves each number by the learning rate, against the sign of its gradient.</summary>
[Component("sign")]
public sealed record SignConfig : OptimizerConfig
{
    /// <inheritdoc/>
    public override IOptimizer Build(IReadOnlyList<(string Name, Parameter Value)> parameters) => new Optimizer([.. parameters.Select(p => p.Value)]);

    private sealed class Optimizer(IReadOnlyList<Parameter> parameters) : IOptimizer
    {
        public void ZeroGrad()
        {
            foreach (var parameter in parameters)
            {
                parameter.grad = null;
            }
        }

        public void Step(double learningRate)
        {
            using var _ = torch.no_grad();
            foreach (var parameter in parameters)
            {
                if (parameter.grad is { } gradient)
                {
                    parameter.sub_(gradient.sign() * learningRate);
                }
            }
        }

        public IReadOnlyList<(string Name, torch.Tensor Value)> Save() => [];

        public void Restore(IReadOnlyDictionary<string, torch.Tensor> saved)
        {
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Halves the rate with each step.</summary>
[Component("halving")]
public sealed record HalvingConfig : ScheduleConfig
{
    /// <inheritdoc/>
    protected override double AfterWarmup(long step, long steps) => Math.Pow(0.5, step);
}

/// <summary>Measures what perplexity is made of, in its own way.</summary>
[Component("mean_nats")]
public sealed record MeanNatsConfig : EvaluationTaskConfig
{
    /// <inheritdoc/>
    public override IEvaluationTask Build() => new MeanNats();

    private sealed class MeanNats : IEvaluationTask
    {
        public IReadOnlyDictionary<string, double> Measure(HeldOutReading reading, CancellationToken cancellation)
        {
            var (nats, targets) = (0.0, 0L);
            reading.Read(
                (segment, logits) =>
                {
                    nats += Loss.NextTokenSum(logits, segment.Targets).ToDouble();
                    targets += segment.TargetCount;
                },
                cancellation);
            return new Dictionary<string, double> { ["nats"] = nats / targets };
        }
    }
}
