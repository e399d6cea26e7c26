using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;

namespace UniMem.Testing.Tests.Broken;

/// <summary>Its faults are those of the policy that it hands out.</summary>
[Component("broken_joint")]
public sealed record BrokenJoint : InjectorConfig
{
    public required string Rule { get; init; }

    public override IMemoryInjector Build(BuildContext context) => new JointInjector(BrokenPolicy.Made(Rule, context));

    internal static IEnumerable<string> Rules => BrokenPolicy.Parts.Keys.Except(["views-disagree", "position-drift"]);
}

[Component("broken_gate")]
public sealed record BrokenGate : InjectorConfig
{
    public required string Rule { get; init; }

    public override IMemoryInjector Build(BuildContext context) => new Fusing(new Unrotated(context.Rotary), Parts[Rule]());

    internal static IReadOnlyDictionary<string, Func<Func<AttentionOutput, AttentionOutput, torch.Tensor>>> Parts { get; } =
        new Dictionary<string, Func<Func<AttentionOutput, AttentionOutput, torch.Tensor>>>
        {
            ["empty-memory-felt"] = () => (self, memory) => (self.Values + memory.Values) / 2,
            ["future-seen"] = () => (self, memory) => Half(self, memory, memory.Values.cumsum(2).flip(2)),
            ["rows-mixed"] = () => (self, memory) => Half(self, memory, memory.Values + memory.Values.sum([0], keepdim: true)),
            ["inputs-changed"] = () => (self, memory) =>
            {
                var mixed = Half(self, memory, memory.Values);
                memory.LogMass.add_(1);
                return mixed;
            },
            ["state-kept"] = () =>
            {
                var other = Spoil.EveryOther();
                return (self, memory) => other() ? self.Values * 1 : Half(self, memory, memory.Values);
            },
            ["nondeterministic"] = () => (self, memory) => Half(self, memory, Spoil.Noise(memory.Values)),
            ["tensors-leaked"] = () => (self, memory) => Spoil.Kept(Half(self, memory, memory.Values)),
            ["wrong-shape"] = () => (self, memory) => Half(self, memory, memory.Values).flatten(2, 3),
            ["wrong-type"] = () => (self, memory) => Half(self, memory, memory.Values).to_type(torch.ScalarType.Float32),
            ["exception-thrown"] = () => (self, memory) =>
            {
                Spoil.Pairs(self.Values);
                return Half(self, memory, memory.Values);
            },
            ["not-finite"] = () => (self, memory) => Half(self, memory, memory.Values.pow(10)),
            ["gradient-cut"] = () => (self, memory) => Half(self, memory, memory.Values.detach()),
            ["gradient-leaked"] = () => (self, memory) => Half(self, memory, Spoil.Straight(memory.Values, memory.Values.sum(2, keepdim: true))),
        };

    private static torch.Tensor Half(AttentionOutput self, AttentionOutput memory, torch.Tensor values)
    {
        var gate = (memory.Sees.unsqueeze(-1).to_type(self.Values.dtype) * 0.5).to_type(self.Values.dtype);
        return (gate * values) + ((1 - gate) * self.Values);
    }

    private sealed class Fusing(IPositionPolicy positions, Func<AttentionOutput, AttentionOutput, torch.Tensor> fuse) : IGatedInjector
    {
        public IPositionPolicy Positions => positions;

        public AttentionOutput Fuse(AttentionOutput self, AttentionOutput memory) => new(fuse(self, memory), self.LogMass);
    }
}
