using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Models;

namespace CompressedWriter;

/// <summary>Writes what an earlier memory lets go of, several slots made one by a convolution that learns to keep what attention needs.</summary>
/// <remarks>
/// <para>
/// Source: Compressive Transformer (Rae et al. 2020, arXiv:1911.05507, sections 3.1 and 3.2): a convolution over time whose kernel and stride are
/// the rate, and the attention-reconstruction loss of algorithm 2, the sum over layers of <c>|| attn(h, old) - attn(h, new) ||</c> with
/// <c>attn(h, m) = softmax((h Q) (m K)^T) (m V)</c>: content alone, and nothing but the convolution learns from it. There the loss of the next
/// token does not teach the convolution; set <c>stop_gradient: true</c> for the memory to have it so.
/// </para>
/// <para>
/// Departs from it: scores are divided by the root of a head's width, as those of the model are; the norm is that of one row, and its mean over
/// rows that let something go counts. Slots that fill no group of <c>rate</c> are dropped, as the paper's floor does. A compressed slot stands
/// where the newest of its slots stood.
/// </para>
/// </remarks>
[Component("compressed")]
public sealed record CompressedWriterConfig : WriterConfig
{
    /// <summary>Name of the memory of hidden states whose slots these were. It stands before this one and serves the same layers.</summary>
    public required string From { get; init; }

    /// <summary>Slots that become one. At least 1; the paper uses 2 to 4.</summary>
    public required int Rate { get; init; }

    /// <summary>How much the reconstruction counts beside the loss of the next token. At least 0; 1 in the paper.</summary>
    public double LossWeight { get; init; } = 1;

    /// <inheritdoc/>
    public override IMemoryWriter Build(BuildContext context)
    {
        if (Rate < 1)
        {
            throw context.At("rate").Wrong($"{Rate} is out of range; write at least 1 slot.");
        }

        if (!(LossWeight >= 0 && double.IsFinite(LossWeight)))
        {
            throw context.At("loss_weight").Wrong(FormattableString.Invariant($"{LossWeight} is out of range; write a number of at least 0."));
        }

        return !context.Earlier.TryGetValue(From, out var source)
            ? throw context.At("from").Wrong($"there is no memory '{From}' before this one; memories are written in the order of the file.")
            : source.Held != SlotShape.Hidden(context.Model)
                ? throw context.At("from").Wrong($"'{From}' holds {source.Held}, and this compresses hidden states; write 'hidden' there.")
                : new CompressedWriter(this, source.Writer, context);
    }

    /// <inheritdoc/>
    public override bool LearnsFromLaterSegments() => LossWeight == 0;
}

/// <inheritdoc cref="CompressedWriterConfig"/>
public sealed class CompressedWriter : torch.nn.Module, IMemoryWriter, IAuxiliaryLoss
{
    private const double Least = 1e-12;

    private readonly Projection compress;
    private readonly CompressedWriterConfig _config;
    private readonly IMemoryWriter _source;
    private readonly IPositionPolicy _content;

    /// <param name="config">Source, rate and weight.</param>
    /// <param name="source">What had written the slots.</param>
    /// <param name="context">Width, seed and types.</param>
    public CompressedWriter(CompressedWriterConfig config, IMemoryWriter source, BuildContext context)
        : base(nameof(CompressedWriter))
    {
        (_config, _source, _content) = (config, source, new Unrotated(context.Rotary));
        var (from, to) = (config.Rate * context.Model.Width, context.Model.Width);
        compress = new Projection(context.At("compress"), from, to, 1 / Math.Sqrt(from));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public double Weight => _config.LossWeight;

    /// <inheritdoc/>
    public SlotShape Held => _source.Held;

    /// <inheritdoc/>
    public SlotShape Recalled => _source.Recalled;

    /// <inheritdoc/>
    public MemoryBlock Recall(MemoryBlock held, IKeyValueProjection layer) => _source.Recall(held, layer);

    /// <inheritdoc/>
    public MemoryBlock? Write(LayerActivations layer) => Groups(layer) is { } old ? Compressed(old) : null;

    private MemoryBlock Compressed(MemoryBlock old)
    {
        var (rows, groups) = (old.Rows, old.Slots / _config.Rate);
        var whole_BN = old.Valid.view(rows, groups, -1).select(2, 0);
        var new_B1NE = compress.call(old.Keys.reshape(rows, 1, groups, -1)).to_type(old.Keys.dtype);
        return new MemoryBlock(new_B1NE, new_B1NE, old.Positions.view(rows, groups, -1).select(2, _config.Rate - 1), whole_BN).Erase(whole_BN.logical_not());
    }

    /// <inheritdoc/>
    public torch.Tensor? Loss(LayerActivations layer, MemoryBlock? written)
    {
        if (Groups(layer)?.Detach() is not { } old)
        {
            return null;
        }

        var compressed = Compressed(old);
        var leaf = compressed.Keys.detach().requires_grad_();
        var query = new AttentionQuery(layer.Queries!.detach(), layer.Stream.Positions, layer.Stream.Positions.narrow(1, 0, 1), _content);
        var difference_BHTD = (Attended(query, old, layer) - Attended(query, compressed with { Keys = leaf, Values = leaf }, layer)).to_type(leaf.dtype);
        var norm_B = ((difference_BHTD * layer.Stream.Visible.unsqueeze(1).unsqueeze(-1)).square().sum([1, 2, 3]) + Least).sqrt();
        var counts_B = compressed.Valid.any(1).to_type(leaf.dtype);
        var loss = (norm_B * counts_B).sum() / counts_B.sum().clamp_min(1);

        // The loss, with its gradient in the new slots and in nothing else: neither queries nor the layer's weights learn from it.
        var gradient = torch.autograd.grad([loss], [leaf])[0];
        return loss.detach() + ((compressed.Keys - leaf.detach()) * gradient).sum();
    }

    private torch.Tensor Attended(AttentionQuery query, MemoryBlock slots, LayerActivations layer)
    {
        var recalled = Recall(slots, layer.Projection!);
        var ranks = SlotRanks.Of(slots.Valid);
        var view = new SharedView
        {
            Keys = recalled.Keys,
            Values = recalled.Values,
            Positions = slots.Positions,
            RankFromNewest = ranks.FromNewest,
            Visible = slots.Valid.unsqueeze(1).unsqueeze(1),
        };
        return AttentionCore.Attend(query, [new(view, query.Policy)]).Values;
    }

    /// <summary>What the source let go of in whole groups, oldest first from the first column on; null when no group can be whole.</summary>
    private MemoryBlock? Groups(LayerActivations layer)
    {
        if (layer.Turnovers.GetValueOrDefault(_config.From)?.Evicted is not { } evicted || evicted.Slots < _config.Rate)
        {
            return null;
        }

        var (_, columns_BM) = evicted.Valid.logical_not().to_type(torch.ScalarType.Int64).sort(1, stable: true);
        var length = evicted.Slots / _config.Rate * _config.Rate;
        var packed = evicted.Gather(columns_BM.narrow(1, 0, length));
        var whole_BN = packed.Valid.view(packed.Rows, -1, _config.Rate).all(2, keepdim: true).expand(-1, -1, _config.Rate);
        return packed with { Valid = whole_BN.reshape(packed.Rows, length) };
    }
}
