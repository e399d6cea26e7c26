using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Writing;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_writer")]
public sealed record BrokenWriter : WriterConfig
{
    public required string Rule { get; init; }

    public override IMemoryWriter Build(BuildContext context)
    {
        var exact = new KeyValueWriter(SlotShape.KeyValue(context.Model));
        return Rule == "weight-unused" ? new WithAWeight(exact) : new Writing(exact, Parts[Rule]());
    }

    internal static IReadOnlyDictionary<string, Func<Func<MemoryBlock, LayerActivations, MemoryBlock>>> Parts { get; } =
        new Dictionary<string, Func<Func<MemoryBlock, LayerActivations, MemoryBlock>>>
        {
            ["slots-invented"] = () => (block, _) => block with { Valid = torch.ones_like(block.Valid) },
            ["slots-disordered"] = () => (block, _) =>
                new(block.Keys.flip(2), block.Values.flip(2), block.Positions.flip(1), block.Valid.flip(1)),
            ["slots-lost"] = () => (block, _) => block with { Valid = torch.zeros_like(block.Valid) },
            ["forgotten-seen"] = () => (block, _) => block with { Keys = block.Keys + block.Keys.mean([2], keepdim: true) },
            ["rows-mixed"] = () => (block, _) => block with { Keys = block.Keys + block.Valid.sum() },
            ["inputs-changed"] = () => (block, layer) =>
            {
                layer.Stream.Hidden.mul_(1.5);
                return block;
            },
            ["state-kept"] = () =>
            {
                var other = Spoil.EveryOther();
                return (block, _) => other() ? block with { Keys = block.Keys + 1 } : block;
            },
            ["nondeterministic"] = () => (block, _) => block with { Keys = Spoil.Noise(block.Keys) },
            ["tensors-leaked"] = () => (block, _) => block with { Keys = Spoil.Kept(block.Keys) },
            ["wrong-shape"] = () => (block, _) => block with { Keys = block.Keys.unsqueeze(1) },
            ["wrong-type"] = () => (block, _) => block with { Positions = block.Positions.to_type(torch.ScalarType.Int32) },
            ["exception-thrown"] = () => (block, _) =>
            {
                Spoil.Pairs(block.Keys);
                return block;
            },
            ["not-finite"] = () => (block, _) => block with { Values = block.Values.pow(10) },
            ["gradient-cut"] = () => (block, _) => block.Detach(),
            ["gradient-leaked"] = () => (block, _) => block with { Keys = Spoil.Straight(block.Keys, block.Keys.sum(2, keepdim: true)) },
        };

    private sealed class Writing(KeyValueWriter exact, Func<MemoryBlock, LayerActivations, MemoryBlock> change) : IMemoryWriter
    {
        public SlotShape Held => exact.Held;

        public MemoryBlock? Write(LayerActivations layer) => change(exact.Write(layer)!, layer);
    }

    /// <summary>Has a weight that goes into nothing.</summary>
    private sealed class WithAWeight : torch.nn.Module, IMemoryWriter
    {
        private readonly Parameter scale;
        private readonly Func<KeyValueWriter> _exact;

        public WithAWeight(KeyValueWriter exact)
            : base(nameof(WithAWeight))
        {
            _exact = () => exact;
            scale = new Parameter(torch.ones(1));
            RegisterComponents();
        }

        public SlotShape Held => _exact().Held;

        public MemoryBlock? Write(LayerActivations layer) => scale.shape.Length == 1 ? _exact().Write(layer) : null;
    }
}
