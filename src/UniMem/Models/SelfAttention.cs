using TorchSharp;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>The projections of a layer's attention: queries, keys and values on the way in, the output on the way out.</summary>
public sealed class SelfAttention : torch.nn.Module, IKeyValueProjection
{
    private readonly RmsNorm norm;
    private readonly Projection qkv;
    private readonly Projection output;
    private readonly ModelConfig _model;

    /// <param name="context">Sizes.</param>
    public SelfAttention(BuildContext context)
        : base(nameof(SelfAttention))
    {
        ArgumentNullException.ThrowIfNull(context);
        _model = context.Model;
        var (query, keyValue) = (_model.Heads * _model.HeadWidth, _model.KeyValueHeads * _model.HeadWidth);
        norm = new RmsNorm(context);
        qkv = new Projection(context.At("qkv"), _model.Width, query + (2 * keyValue), _model.InitialDeviation);
        output = new Projection(context.At("output"), query, _model.Width, _model.InitialDeviation / Math.Sqrt(2.0 * _model.Layers));
        RegisterComponents();
    }

    /// <summary>Queries (B, H, T, D), keys and values (B, G, T, D), none of them rotated.</summary>
    /// <param name="hidden_BTE">(B, T, E), before the norm.</param>
    public (torch.Tensor Queries, torch.Tensor Keys, torch.Tensor Values) QueriesKeysValues(torch.Tensor hidden_BTE)
    {
        ArgumentNullException.ThrowIfNull(hidden_BTE);
        var (rows, length) = (hidden_BTE.shape[0], hidden_BTE.shape[1]);
        var all = qkv.call(norm.call(hidden_BTE)).view(rows, length, -1, _model.HeadWidth).transpose(1, 2);
        var (heads, groups) = (_model.Heads, _model.KeyValueHeads);
        return (all.narrow(1, 0, heads), all.narrow(1, heads, groups), all.narrow(1, heads + groups, groups));
    }

    /// <inheritdoc/>
    public (torch.Tensor Keys, torch.Tensor Values) Project(torch.Tensor hidden_BME)
    {
        ArgumentNullException.ThrowIfNull(hidden_BME);
        var (heads, groups) = (_model.Heads, _model.KeyValueHeads);
        var both = qkv.Part(norm.call(hidden_BME), heads * _model.HeadWidth, 2 * groups * _model.HeadWidth)
            .view(hidden_BME.shape[0], hidden_BME.shape[1], 2 * groups, _model.HeadWidth).transpose(1, 2);
        return (both.narrow(1, 0, groups), both.narrow(1, groups, groups));
    }

    /// <summary>(B, T, E) in the compute type.</summary>
    /// <param name="heads_BHTD">What the heads attended to.</param>
    public torch.Tensor Output(torch.Tensor heads_BHTD)
    {
        ArgumentNullException.ThrowIfNull(heads_BHTD);
        return output.call(heads_BHTD.transpose(1, 2).flatten(2, 3));
    }
}
