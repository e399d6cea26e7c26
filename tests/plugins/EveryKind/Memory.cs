using TorchSharp;
using TorchSharp.Modules;
using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;

namespace EveryKind;

/// <summary>Writes keys and values, the values negated.</summary>
[Component("negated")]
public sealed record NegatedConfig : WriterConfig
{
    /// <inheritdoc/>
    public override IMemoryWriter Build(BuildContext context) => new Writer(new KeyValueWriterConfig().Build(context));

    private sealed class Writer(IMemoryWriter writer) : IMemoryWriter
    {
        public SlotShape Held => writer.Held;

        public MemoryBlock? Write(LayerActivations layer) => writer.Write(layer) is { } block ? block with { Values = -block.Values } : null;
    }
}

/// <summary>Holds the newest slots.</summary>
[Component("hold")]
public sealed record HoldConfig : ManagerConfig
{
    /// <summary>Slots held. At least 1.</summary>
    public required SlotCount Capacity { get; init; }

    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context) => new Manager(context.Slots(Capacity));

    private sealed class Manager(long capacity) : IMemoryManager
    {
        public long Capacity => capacity;

        public torch.Tensor Keep(SlotView slots) => slots.RankFromNewest < capacity;
    }
}

/// <summary>Reads what another reader reads, and nothing while the memory is less than half full.</summary>
[Component("half_full")]
public sealed record HalfFullConfig : ReaderConfig
{
    /// <summary>Reads.</summary>
    public required ReaderConfig Reader { get; init; }

    /// <summary>Slots from which on there is reading.</summary>
    public long Slots { get; init; } = 2;

    /// <inheritdoc/>
    public override IMemoryReader Build(BuildContext context) => new SlotsReader(Reader.Build(context.At("reader")), Slots);

    private sealed class SlotsReader(IMemoryReader reader, long least) : IMemoryReader
    {
        public IReadOnlyList<MemoryView> Read(MemoryBlock held, AttentionQuery query) => held.Slots < least ? [] : reader.Read(held, query);

        public ReadCost Cost(long slots, QuerySpan queries) => reader.Cost(slots, queries);
    }
}

/// <summary>Adds what memory says, times a learned number.</summary>
[Component("scaled")]
public sealed record ScaledConfig : InjectorConfig
{
    /// <summary>Where memory stands.</summary>
    public PositionPolicyConfig Positions { get; init; } = new UnrotatedConfig();

    /// <inheritdoc/>
    public override IMemoryInjector Build(BuildContext context) => new ScaledInjector(Positions.Build(context.At("positions")), context.Numerics.Precise);
}

/// <inheritdoc cref="ScaledConfig"/>
public sealed class ScaledInjector : torch.nn.Module, IGatedInjector
{
    private readonly Parameter scale;
    private readonly Func<IPositionPolicy> _positions;

    /// <summary>Makes it.</summary>
    public ScaledInjector(IPositionPolicy positions, torch.ScalarType precise)
        : base(nameof(ScaledInjector))
    {
        _positions = () => positions;
        scale = new Parameter(torch.full(1, 0.5, dtype: precise));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public IPositionPolicy Positions => _positions();

    /// <inheritdoc/>
    public AttentionOutput Fuse(AttentionOutput self, AttentionOutput memory) =>
        new((self.Values + (memory.Values * scale)).to_type(self.Values.dtype), () => self.LogMass);
}
