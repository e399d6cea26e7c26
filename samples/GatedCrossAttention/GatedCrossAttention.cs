using TorchSharp;
using TorchSharp.Modules;
using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Models;

namespace GatedCrossAttention;

/// <summary>Attends to memory after self-attention with weights of its own, and adds what it finds times the tanh of a learned gate.</summary>
/// <remarks>
/// Source: the gated cross-attention of Flamingo (Alayrac et al. 2022, arXiv:2204.14198, section 2.2): <c>y + tanh(a) * attention(y, memory)</c>
/// with <c>a</c> 0 at first, so that a model begins as the one without memory. Departs from it: no gated feed-forward layer follows, for to a
/// query that sees no memory nothing may be added; heads, their width and the norm are the backbone's.
/// </remarks>
[Component("gated_cross_attention")]
public sealed record GatedCrossAttentionConfig : InjectorConfig
{
    /// <summary>Where memory stands relative to the segment.</summary>
    public PositionPolicyConfig Positions { get; init; } = new UnrotatedConfig();

    /// <summary>What the gate's a starts from; 0 adds nothing, as in the paper.</summary>
    public double InitialGate { get; init; }

    /// <inheritdoc/>
    public override IMemoryInjector Build(BuildContext context) => new GatedCrossAttention(this, context);
}

/// <inheritdoc cref="GatedCrossAttentionConfig"/>
public sealed class GatedCrossAttention : torch.nn.Module, IResidualInjector, IKeyValueProjection
{
    private readonly Norm norm;
    private readonly Projection query;
    private readonly Projection key_value;
    private readonly Projection output;
    private readonly Parameter gate;
    private readonly ModelConfig _model;
    private readonly Func<IPositionPolicy> _positions;

    /// <param name="config">Positions and gate.</param>
    /// <param name="context">Sizes, seed and types.</param>
    public GatedCrossAttention(GatedCrossAttentionConfig config, BuildContext context)
        : base(nameof(GatedCrossAttention))
    {
        var (model, positions) = (context.Model, config.Positions.Build(context.At("positions")));
        (_model, _positions) = (model, () => positions);
        var (heads, groups) = (model.Heads * model.HeadWidth, model.KeyValueHeads * model.HeadWidth);
        norm = new Norm(context);
        query = new Projection(context.At("query"), model.Width, heads, model.InitialDeviation);
        key_value = new Projection(context.At("key_value"), model.Width, 2 * groups, model.InitialDeviation);
        output = new Projection(context.At("output"), heads, model.Width, model.InitialDeviation);
        gate = new Parameter(torch.full(1, config.InitialGate, dtype: context.Numerics.Precise));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public IPositionPolicy Positions => _positions();

    /// <summary>Hidden states that memory holds become keys and values by weights of this injector.</summary>
    public IKeyValueProjection Projection => this;

    /// <inheritdoc/>
    public torch.Tensor Queries(ResidualStream stream) => Heads(query.call(norm.call(stream.Hidden)));

    /// <inheritdoc/>
    public (torch.Tensor Keys, torch.Tensor Values) Project(torch.Tensor hidden_BME)
    {
        var both = Heads(key_value.call(norm.call(hidden_BME))).chunk(2, 1);
        return (both[0], both[1]);
    }

    /// <inheritdoc/>
    public torch.Tensor Residual(ResidualStream stream, AttentionQuery query, IReadOnlyList<MemoryView> memory)
    {
        var attended = AttentionCore.Attend(query, [.. memory.Select(view => new AttentionPart(view, query.Policy))]);
        return output.call(attended.Values.transpose(1, 2).flatten(2, 3)) * gate.tanh();
    }

    /// <inheritdoc/>
    public double Flops(long queries) => 4.0 * queries * _model.Width * _model.Heads * _model.HeadWidth;

    private torch.Tensor Heads(torch.Tensor x_BTX) => x_BTX.view(x_BTX.shape[0], x_BTX.shape[1], -1, _model.HeadWidth).transpose(1, 2);
}
