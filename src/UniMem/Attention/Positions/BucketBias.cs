using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Models;

namespace UniMem.Attention.Positions;

/// <summary>Nothing is rotated; each head adds a learned number for the distance, which falls into buckets that widen with it.</summary>
/// <remarks>
/// Source: T5 (Raffel et al. 2020, arXiv:1910.10683, section 2.1), for text that looks back only: half of the buckets hold one distance each,
/// the others grow logarithmically up to <see cref="MaxDistance"/>. T5 does not divide products by the root of the head's width; here they are.
/// </remarks>
[Component("bucket_bias")]
public sealed record BucketBiasConfig : PositionPolicyConfig
{
    /// <summary>Buckets. At least 2 and even; T5 uses 32.</summary>
    public int Buckets { get; init; } = 32;

    /// <summary>Distance, in tokens, from which on all share the last bucket. At least 1, and more than half the buckets; T5 uses 128.</summary>
    public int MaxDistance { get; init; } = 128;

    /// <summary>Whether the layers share one table, as in T5.</summary>
    public bool Share { get; init; } = true;

    /// <summary>Number by which the table is multiplied. Any number; 1 in T5, the root of the head's width in lucidrains' Memorizing Transformer.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>How distances are counted.</summary>
    public DistanceCount Distances { get; init; } = DistanceCount.Tokens;

    /// <inheritdoc/>
    public override IPositionPolicy Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Buckets < 2 || Buckets % 2 != 0)
        {
            throw context.At("buckets").Wrong($"{Buckets} is out of range; write an even number of buckets, at least 2.");
        }

        if (MaxDistance <= Buckets / 2)
        {
            throw context.At("max_distance").Wrong($"{MaxDistance} is out of range; write more than half the buckets, {Buckets / 2}.");
        }

        return new BucketBias(this, context);
    }
}

/// <summary>What a distance between a query and a key is.</summary>
public enum DistanceCount
{
    /// <summary>Tokens between them.</summary>
    Tokens,

    /// <summary>
    /// Index of the query in the segment less index of the key among all keys offered, memory first: in lucidrains' Memorizing Transformer,
    /// where a memory makes every key appear nearer by the length of that memory.
    /// </summary>
    Columns,
}

/// <inheritdoc cref="BucketBiasConfig"/>
public sealed class BucketBias : torch.nn.Module, IPositionPolicy
{
    private readonly BucketTable? table;
    private readonly SharedPart<BucketTable> _table;
    private readonly BucketBiasConfig _config;

    /// <param name="config">Buckets.</param>
    /// <param name="context">Heads and seed.</param>
    public BucketBias(BucketBiasConfig config, BuildContext context)
        : base(nameof(BucketBias))
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(context);
        _config = config;
        _table = config.Share
            ? context.Shared.Get(context.SharedName, () => new BucketTable(config.Buckets, context with { Layer = null }))
            : new SharedPart<BucketTable>(table = new BucketTable(config.Buckets, context));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public torch.Tensor Score(AttentionQuery query, SharedView keys)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        var distance_BTS = _config.Distances == DistanceCount.Columns
            ? (torch.arange(query.Positions.shape[1], device: query.Positions.device).unsqueeze(-1)
                - torch.arange(keys.Positions.shape[1], device: query.Positions.device)).unsqueeze(0)
            : query.Positions.unsqueeze(-1) - keys.Positions.unsqueeze(1);
        var bias_BHTS = Numbers().index_select(0, Bucket(distance_BTS).flatten()).view([.. distance_BTS.shape, -1]).permute(0, 3, 1, 2);
        return Scores.Scaled(GroupedHeads.Product(query.Heads, keys.Keys.transpose(-2, -1)), query) + bias_BHTS;
    }

    /// <inheritdoc/>
    public torch.Tensor Score(AttentionQuery query, PerQueryView keys)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        var distance_BHTK = query.Positions.unsqueeze(1).unsqueeze(-1) - keys.Positions;
        var heads = distance_BHTK.shape[1];
        var head_1H11 = torch.arange(heads, device: distance_BHTK.device).view(1, -1, 1, 1);
        var bias_BHTK = Numbers().flatten().index_select(0, ((Bucket(distance_BHTK) * heads) + head_1H11).flatten()).view(distance_BHTK.shape);
        return Scores.Scaled(keys.Keys.matmul(query.Heads.unsqueeze(-1)).squeeze(-1), query) + bias_BHTK;
    }

    /// <summary>Bucket of each distance; keys that stand ahead of their query share that of distance 0.</summary>
    private torch.Tensor Bucket(torch.Tensor distance)
    {
        var (near, behind) = (_config.Buckets / 2, distance.clamp_min(0));
        var octaves = (behind.clamp_min(near).to_type(torch.ScalarType.Float32) / near).log() / (float)Math.Log((double)_config.MaxDistance / near);
        var far = (near + (octaves * (_config.Buckets - near)).to_type(torch.ScalarType.Int64)).clamp_max(_config.Buckets - 1);
        return torch.where(behind < near, behind, far);
    }

    private torch.Tensor Numbers() => _table.Module.Weight * _config.Scale;
}

/// <summary>A learned number for each bucket and head.</summary>
public sealed class BucketTable : torch.nn.Module
{
    private readonly Parameter weight;

    /// <param name="buckets">Buckets.</param>
    /// <param name="context">Heads and seed.</param>
    public BucketTable(int buckets, BuildContext context)
        : base(nameof(BucketTable))
    {
        ArgumentNullException.ThrowIfNull(context);
        weight = Weights.Normal(context, "weight", context.Model.InitialDeviation, buckets, context.Model.Heads);
        RegisterComponents();
    }

    /// <summary>(buckets, H).</summary>
    public torch.Tensor Weight => weight;
}
