using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Tests.Parts;

/// <summary>Attends to memory after self-attention with weights of its own: the least that a residual injector can be.</summary>
[Component("test_cross_attention")]
internal sealed record CrossAttentionConfig : InjectorConfig
{
    public override IMemoryInjector Build(BuildContext context) => new CrossAttention(context);
}

/// <inheritdoc cref="CrossAttentionConfig"/>
internal sealed class CrossAttention : torch.nn.Module, IResidualInjector, IKeyValueProjection
{
    private readonly Norm norm;
    private readonly Projection query;
    private readonly Projection key_value;
    private readonly Projection output;
    private readonly ModelConfig _model;
    private readonly Func<IPositionPolicy> _positions;

    public CrossAttention(BuildContext context)
        : base(nameof(CrossAttention))
    {
        _model = context.Model;
        _positions = () => new Unrotated(context.Rotary);
        var (deviation, keyValues) = (_model.InitialDeviation, 2 * _model.KeyValueHeads * _model.HeadWidth);
        norm = new Norm(context);
        query = new Projection(context.At("query"), _model.Width, _model.Heads * _model.HeadWidth, deviation);
        key_value = new Projection(context.At("key_value"), _model.Width, keyValues, deviation);
        output = new Projection(context.At("output"), _model.Heads * _model.HeadWidth, _model.Width, deviation);
        RegisterComponents();
    }

    public IPositionPolicy Positions => _positions();

    public IKeyValueProjection Projection => this;

    public torch.Tensor Queries(ResidualStream stream) => Heads(query.call(norm.call(stream.Hidden)), _model.Heads);

    public (torch.Tensor Keys, torch.Tensor Values) Project(torch.Tensor hidden_BME)
    {
        var both = Heads(key_value.call(norm.call(hidden_BME)), 2 * _model.KeyValueHeads).chunk(2, 1);
        return (both[0], both[1]);
    }

    public torch.Tensor Residual(ResidualStream stream, AttentionQuery query, IReadOnlyList<MemoryView> memory)
    {
        var attended = AttentionCore.Attend(query, [.. memory.Select(view => new AttentionPart(view, query.Policy))]);
        return output.call(attended.Values.transpose(1, 2).flatten(2, 3));
    }

    public double Flops(long queries) => 4.0 * queries * _model.Width * _model.Heads * _model.HeadWidth;

    private torch.Tensor Heads(torch.Tensor x_BTX, long heads) => x_BTX.view(x_BTX.shape[0], x_BTX.shape[1], heads, -1).transpose(1, 2);
}
