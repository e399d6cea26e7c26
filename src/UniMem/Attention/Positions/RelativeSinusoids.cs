using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Models;

namespace UniMem.Attention.Positions;

/// <summary>Queries are compared with the contents of keys and, through learned weights, with sinusoids of their distances.</summary>
/// <remarks>
/// <para>
/// Source: Transformer-XL (Dai et al. 2019, arXiv:1901.02860, section 3.3 and appendix B). A score is
/// <c>((q + u) . k + (q + v) . W R_d) / sqrt(D)</c>; R_d holds the sines and then the cosines of the distance d; W is learned by each layer, u and
/// v by all of them together. Every slot of memory is visible; the authors' <c>same_length</c> is a window of one key more than memory holds.
/// </para>
/// <para>The authors also drop some of the R_d in training; here nothing is dropped.</para>
/// </remarks>
[Component("relative_sinusoids")]
public sealed record RelativeSinusoidsConfig : PositionPolicyConfig
{
    /// <summary>Whether the layers share u and v, as the authors' code does by default.</summary>
    public bool ShareBiases { get; init; } = true;

    /// <summary>Tokens beyond which all distances count as this one. At least 0; 0 for no limit. The authors limit them in evaluation only.</summary>
    public long Clamp { get; init; }

    /// <summary>
    /// Whether distances are those of the columns, brought into place by the appendix's shift: each key costs a product of a head's width, not
    /// of the model's. Exact where memory ends right before the segment; where a reader leaves out slots in between, distances are explicit. A
    /// key ahead of its query, which only a block of memory tokens sees, then gets what the shift leaves there, as in the released code of RMT.
    /// </summary>
    public bool Shift { get; init; }

    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Clamp < 0 ? throw context.At("clamp").Wrong($"{Clamp} is out of range; write a distance in tokens, or 0 for no limit.")
            : context.Model.Width % 2 != 0 ? throw context.Wrong($"sines and cosines come in pairs, and the model is {context.Model.Width} wide; make it even.")
            : new RelativeSinusoids(this, context);
    }
}

/// <inheritdoc cref="RelativeSinusoidsConfig"/>
public sealed class RelativeSinusoids : torch.nn.Module, IPositionPolicy
{
    private readonly Projection distances;
    private readonly RelativeBiases? biases;
    private readonly SharedPart<RelativeBiases> _biases;
    private readonly RelativeSinusoidsConfig _config;

    /// <param name="config">What is shared, limited and shifted.</param>
    /// <param name="context">Sizes and seed.</param>
    public RelativeSinusoids(RelativeSinusoidsConfig config, BuildContext context)
        : base(nameof(RelativeSinusoids))
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(context);
        _config = config;
        var model = context.Model;
        distances = new Projection(context.At("distances"), model.Width, model.Heads * model.HeadWidth, model.InitialDeviation);
        _biases = config.ShareBiases
            ? context.Shared.Get(context.SharedName, () => new RelativeBiases(context with { Layer = null }))
            : new SharedPart<RelativeBiases>(biases = new RelativeBiases(context));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public torch.Tensor Score(AttentionQuery query, SharedView keys)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        var content_BHTS = GroupedHeads.Product(Biased(query, _biases.Module.Content), keys.Keys.transpose(-2, -1));
        var position_BHTS = _config.Shift && keys.Unbroken ? Shifted(query, keys) : Exact(query, keys);
        return Scores.Scaled(content_BHTS + position_BHTS, query);
    }

    /// <inheritdoc/>
    public torch.Tensor Score(AttentionQuery query, PerQueryView keys)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        var content_BHTK = keys.Keys.matmul(Biased(query, _biases.Module.Content).unsqueeze(-1)).squeeze(-1);
        var asked_BHTE = Asked(query);
        var places_BHTK = keys.Positions - query.Origin.unsqueeze(-1).unsqueeze(-1);
        var near_BHTK = Sinusoids.OfKeys(places_BHTK, asked_BHTE.shape[^1], Scores.Precise(query)).In(asked_BHTE.dtype)
            .matmul(Turned(asked_BHTE, query).unsqueeze(-1)).squeeze(-1);
        return Scores.Scaled(content_BHTK + Limited(near_BHTK, asked_BHTE, query.Positions.unsqueeze(1).unsqueeze(-1) - keys.Positions), query);
    }

    /// <inheritdoc/>
    public double PositionFlops(long queries, long keys)
    {
        var (heads, width) = (distances.Weight.shape[0], distances.Weight.shape[1]);
        return _config.Shift
            ? 2.0 * heads * keys * (queries + width)
            : 2.0 * queries * width * (heads + (keys * _biases.Module.Content.shape[0]));
    }

    private static torch.Tensor Biased(AttentionQuery query, torch.Tensor bias_HD) =>
        query.Heads + bias_HD.In(query.Heads.dtype).unsqueeze(1);

    /// <summary>What each query asks of a sinusoid, (q + v) W, of the model's width.</summary>
    private torch.Tensor Asked(AttentionQuery query)
    {
        var q_BHTD = Biased(query, _biases.Module.Position);
        var weight_HDE = distances.Weight.In(q_BHTD.dtype).view(q_BHTD.shape[1], q_BHTD.shape[3], -1);
        return GroupedHeads.Times(q_BHTD, weight_HDE);
    }

    /// <summary>Positional products at the true distances: a sinusoid of a difference is a rotation, so that no table of distances is needed.</summary>
    private torch.Tensor Exact(AttentionQuery query, SharedView keys)
    {
        var asked_BHTE = Asked(query);
        var keys_B1SE = Sinusoids.OfKeys(keys.Positions - query.Origin, asked_BHTE.shape[^1], Scores.Precise(query)).In(asked_BHTE.dtype).unsqueeze(1);
        var near_BHTS = GroupedHeads.Product(Turned(asked_BHTE, query), keys_B1SE.transpose(-2, -1));
        return Limited(near_BHTS, asked_BHTE, (query.Positions.unsqueeze(-1) - keys.Positions.unsqueeze(1)).unsqueeze(1));
    }

    private static torch.Tensor Turned(torch.Tensor asked_BHTE, AttentionQuery query) =>
        Sinusoids.Turn(asked_BHTE, (query.Positions - query.Origin).unsqueeze(1));

    private torch.Tensor Limited(torch.Tensor near, torch.Tensor asked_BHTE, torch.Tensor distance)
    {
        if (_config.Clamp == 0)
        {
            return near;
        }

        var limit = torch.full(1, _config.Clamp, torch.ScalarType.Int64, distance.device);
        var far_BHT1 = (asked_BHTE * Sinusoids.Of(limit, asked_BHTE.shape[^1], asked_BHTE.dtype)).sum(-1, keepdim: true);
        return torch.where(distance > _config.Clamp, far_BHT1, near);
    }

    /// <summary>Products with the sinusoids of all distances from the farthest column to the last one, shifted into place row by row.</summary>
    private torch.Tensor Shifted(AttentionQuery query, SharedView keys)
    {
        var q_BHTD = Biased(query, _biases.Module.Position);
        var (rows, heads, length, width) = (q_BHTD.shape[0], q_BHTD.shape[1], q_BHTD.shape[2], q_BHTD.shape[3]);
        var columns = keys.Positions.shape[1] - keys.Own + length;
        var distance_S = torch.arange(columns - 1, -1, -1, device: q_BHTD.device);
        var limited_S = _config.Clamp == 0 ? distance_S : distance_S.clamp_max(_config.Clamp);
        var r_SHD = distances.call(Sinusoids.Of(limited_S, distances.Weight.shape[1], Scores.Precise(query))).view(columns, heads, width);
        var products_BHTS = GroupedHeads.Times(q_BHTD, r_SHD.permute(1, 2, 0));
        var padded = torch.cat([torch.zeros_like(products_BHTS.narrow(-1, 0, 1)), products_BHTS], -1);
        return padded.view(rows, heads, columns + 1, length).narrow(2, 1, columns).reshape(rows, heads, length, columns)
            .narrow(-1, 0, keys.Positions.shape[1]);
    }
}

/// <summary>Transformer-XL's u and v.</summary>
public sealed class RelativeBiases : torch.nn.Module
{
    private readonly Parameter content;
    private readonly Parameter position;

    /// <param name="context">Sizes and seed.</param>
    public RelativeBiases(BuildContext context)
        : base(nameof(RelativeBiases))
    {
        ArgumentNullException.ThrowIfNull(context);
        var model = context.Model;
        content = Weights.Normal(context, "content", model.InitialDeviation, model.Heads, model.HeadWidth);
        position = Weights.Normal(context, "position", model.InitialDeviation, model.Heads, model.HeadWidth);
        RegisterComponents();
    }

    /// <summary>u, (H, D): added to a query that is compared with contents.</summary>
    public torch.Tensor Content => content;

    /// <summary>v, (H, D): added to a query that is compared with distances.</summary>
    public torch.Tensor Position => position;
}
