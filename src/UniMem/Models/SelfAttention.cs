using TorchSharp;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>The projections of a layer's attention: queries, keys and values on the way in, the output on the way out.</summary>
public sealed class SelfAttention : torch.nn.Module, IKeyValueProjection
{
    private readonly Norm norm;
    private readonly Projection qkv;
    private readonly Projection output;
    private readonly HeadNorm? head_norm;
    private readonly ModelConfig _model;

    /// <param name="context">Sizes.</param>
    public SelfAttention(BuildContext context)
        : base(nameof(SelfAttention))
    {
        ArgumentNullException.ThrowIfNull(context);
        _model = context.Model;
        var (query, keyValue) = (_model.Heads * _model.HeadWidth, _model.KeyValueHeads * _model.HeadWidth);
        norm = new Norm(context);
        qkv = new Projection(
            context.At("qkv"), _model.Width, query + (2 * keyValue), _model.InitialDeviation, context.Biased(_model.Biases.Qkv, "qkv"));
        output = new Projection(
            context.At("output"), query, _model.Width, _model.ResidualDeviation, context.Biased(_model.Biases.Output, "output"));
        var normalised = _model.NormalisedHeads;
        head_norm = (context with { Path = "model.normalised_heads" }).Serves(normalised.Layers, "layers")
            ? new HeadNorm(context, normalised.InitialScale)
            : null;
        RegisterComponents();
    }

    /// <summary>Queries (B, H, T, D), keys and values (B, G, T, D), none of them rotated.</summary>
    /// <param name="hidden_BTE">(B, T, E), as it enters the layer.</param>
    public (torch.Tensor Queries, torch.Tensor Keys, torch.Tensor Values) QueriesKeysValues(torch.Tensor hidden_BTE)
    {
        ArgumentNullException.ThrowIfNull(hidden_BTE);
        var (rows, length) = (hidden_BTE.shape[0], hidden_BTE.shape[1]);
        var (heads, groups) = (_model.Heads, _model.KeyValueHeads);
        var parts = qkv.call(norm.Before(hidden_BTE)).view(rows, length, -1, _model.HeadWidth).split([heads, groups, groups], 2);
        var (q, k, v) = (parts[0].transpose(1, 2), parts[1].transpose(1, 2), parts[2].transpose(1, 2));
        return head_norm is null ? (q, k, v) : (head_norm.Queries(q), head_norm.Keys(k), v);
    }

    /// <inheritdoc/>
    public (torch.Tensor Keys, torch.Tensor Values) Project(torch.Tensor hidden_BME)
    {
        ArgumentNullException.ThrowIfNull(hidden_BME);
        var (heads, groups) = (_model.Heads, _model.KeyValueHeads);
        var both = qkv.Part(norm.Before(hidden_BME), heads * _model.HeadWidth, 2 * groups * _model.HeadWidth)
            .view(hidden_BME.shape[0], hidden_BME.shape[1], 2 * groups, _model.HeadWidth).split([groups, groups], 2);
        var keys = both[0].transpose(1, 2);
        return (head_norm is null ? keys : head_norm.Keys(keys), both[1].transpose(1, 2));
    }

    /// <summary>What the layer adds to the stream, (B, T, E) in the compute type.</summary>
    /// <param name="heads_BHTD">What the heads attended to.</param>
    public torch.Tensor Output(torch.Tensor heads_BHTD)
    {
        ArgumentNullException.ThrowIfNull(heads_BHTD);
        return output.call(heads_BHTD.transpose(1, 2).flatten(2, 3));
    }

    /// <summary>The stream once that has been added.</summary>
    /// <param name="hidden_BTE">(B, T, E).</param>
    public torch.Tensor After(torch.Tensor hidden_BTE) => norm.After(hidden_BTE);
}
