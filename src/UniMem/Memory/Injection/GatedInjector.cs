using TorchSharp;
using TorchSharp.Modules;
using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;

namespace UniMem.Memory.Injection;

/// <summary>Attends to memory in a softmax of its own and mixes both outputs by one learned gate a head.</summary>
/// <remarks>
/// Source: Memorizing Transformers (Wu et al. 2022, arXiv:2203.08913, section 3.2): <c>g * memory + (1 - g) * local</c> with
/// <c>g = sigmoid(b)</c>, b a scalar a head. A query to which memory shows nothing keeps its local output unmixed, so that a document's
/// first segment does not depend on the gate.
/// </remarks>
[Component("gated")]
public sealed record GatedInjectorConfig : InjectorConfig
{
    /// <summary>Where memory stands relative to the segment.</summary>
    public PositionPolicyConfig Positions { get; init; } = new UnrotatedConfig();

    /// <summary>What the gate's b starts from. Any number; 0 is half memory, half local, as in the paper.</summary>
    public double InitialGate { get; init; }

    /// <inheritdoc/>
    public override IMemoryInjector Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new GatedInjector(Positions.Build(context.At("positions")), context.Model.Heads, InitialGate, context.Numerics.Precise);
    }
}

/// <inheritdoc cref="GatedInjectorConfig"/>
public sealed class GatedInjector : torch.nn.Module, IGatedInjector
{
    private readonly Parameter gate;
    private readonly Func<IPositionPolicy> _positions;

    /// <param name="positions">Where memory stands relative to the segment.</param>
    /// <param name="heads">Query heads, H.</param>
    /// <param name="initialGate">What b starts from.</param>
    /// <param name="precise">Type of the parameter.</param>
    public GatedInjector(IPositionPolicy positions, long heads, double initialGate, torch.ScalarType precise)
        : base(nameof(GatedInjector))
    {
        _positions = () => positions;
        gate = new Parameter(torch.full(heads, initialGate, dtype: precise));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public IPositionPolicy Positions => _positions();

    /// <inheritdoc/>
    public AttentionOutput Fuse(AttentionOutput self, AttentionOutput memory)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(memory);
        var gate_BHT1 = (gate.sigmoid().view(1, -1, 1) * memory.Sees).unsqueeze(-1);
        var mixed = (gate_BHT1 * memory.Values) + ((1 - gate_BHT1) * self.Values);
        return new(mixed.to_type(self.Values.dtype), () => self.LogMass);
    }
}
