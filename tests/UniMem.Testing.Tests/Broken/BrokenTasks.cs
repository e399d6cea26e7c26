using UniMem.Components;
using UniMem.Training;
using UniMem.Training.Tasks;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_task")]
public sealed record BrokenTask : EvaluationTaskConfig
{
    public static readonly string[] Rules =
        ["exception-thrown", "not-finite", "nothing-measured", "rows-mixed", "nondeterministic", "state-kept", "inputs-changed", "tensors-leaked"];

    public required string Rule { get; init; }

    public override IEvaluationTask Build() => new Counting(Rule);

    /// <summary>Counts targets, and one thing is wrong.</summary>
    private sealed class Counting(string rule) : IEvaluationTask
    {
        private double _before;

        public IReadOnlyDictionary<string, double> Measure(HeldOutReading reading, CancellationToken cancellation)
        {
            var (targets, segments) = (0.0, 0);
            reading.Read(
                (segment, logits_BTV) =>
                {
                    targets += segment.TargetCount;
                    segments++;
                    if (rule == "tensors-leaked")
                    {
                        logits_BTV.sum().DetachFromDisposeScope();
                    }
                },
                cancellation);
            return Spoilt(targets, segments, reading);
        }

        private Dictionary<string, double> Spoilt(double targets, int segments, HeldOutReading reading)
        {
            switch (rule)
            {
                case "nothing-measured":
                    return [];
                case "exception-thrown" when targets < 20:
                    throw new InvalidOperationException("too few targets");
                case "inputs-changed":
                    reading.Model.parameters().First().mul_(1.5);
                    break;
                case "state-kept":
                    _before += targets;
                    return new() { ["targets"] = _before };
            }

            return new()
            {
                ["value"] = rule switch
                {
                    "not-finite" => targets < 20 ? double.NaN : targets,
                    "rows-mixed" => targets / segments,
                    "nondeterministic" => torch.rand(1).ToDouble(),
                    _ => targets,
                },
            };
        }
    }
}
