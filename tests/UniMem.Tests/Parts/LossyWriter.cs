using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Writing;
using UniMem.Models;

namespace UniMem.Tests.Parts;

/// <summary>Writes keys scaled by a learned number, and learns on its own to leave them as they are.</summary>
[Component("test_lossy")]
internal sealed record LossyWriterConfig : WriterConfig
{
    public required double Weight { get; init; }

    public override IMemoryWriter Build(BuildContext context) => new LossyWriter(Weight, context);
}

/// <inheritdoc cref="LossyWriterConfig"/>
internal sealed class LossyWriter : torch.nn.Module, IMemoryWriter, IAuxiliaryLoss
{
    private readonly Parameter scale;
    private readonly KeyValueWriter _exact;

    public LossyWriter(double weight, BuildContext context)
        : base(nameof(LossyWriter))
    {
        (Weight, _exact) = (weight, new KeyValueWriter(SlotShape.KeyValue(context.Model)));
        scale = new Parameter(torch.full(1, 0.5, dtype: context.Numerics.Precise));
        RegisterComponents();
    }

    /// <summary>How often a loss was asked for, by all of them on this thread.</summary>
    [field: ThreadStatic]
    public static long Asked { get; private set; }

    public double Weight { get; }

    public SlotShape Held => _exact.Held;

    public MemoryBlock Write(LayerActivations layer)
    {
        var exact = _exact.Write(layer)!;
        return exact with { Keys = (exact.Keys * scale).to_type(exact.Keys.dtype) };
    }

    MemoryBlock? IMemoryWriter.Write(LayerActivations layer) => Write(layer);

    public torch.Tensor? Loss(LayerActivations layer, MemoryBlock? written)
    {
        Asked++;
        var exact = _exact.Write(layer)!.Keys.detach();
        return (written!.Keys - exact).to_type(scale.dtype).square().mean();
    }
}
