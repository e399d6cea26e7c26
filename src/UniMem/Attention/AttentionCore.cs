using TorchSharp;

namespace UniMem.Attention;

/// <summary>A set of keys and values together with the policy that scores it.</summary>
/// <param name="View">What may be seen.</param>
/// <param name="Policy">How it is scored.</param>
public sealed record AttentionPart(MemoryView View, IPositionPolicy Policy);

/// <summary>The one attention of the toolkit: one softmax over all the parts it is given.</summary>
public static class AttentionCore
{
    /// <summary>Score of a key that a query may not see: finite, so that a row without visible keys stays finite.</summary>
    public const float MaskedScore = -1e30f;

    /// <summary>One softmax over all parts.</summary>
    /// <param name="query">Queries; its policy is replaced by each part's.</param>
    /// <param name="parts">At least one.</param>
    /// <returns>Values in the type of the query; log-mass in float32 or better.</returns>
    public static AttentionOutput Attend(AttentionQuery query, IReadOnlyList<AttentionPart> parts)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(parts);
        var joined = query.Kernel is IPartsKernel ? parts : Join(parts, query.Tables);
        var weights = () => Weights(query, parts, joined);
        if (query.Kernel is null && query.SlotKernel is null)
        {
            return Explicit(query, joined, weights);
        }

        var output = query.Kernel is IPartsKernel kernel ? ByParts(kernel, query, parts) : ByKernels(query, joined);
        return new(output.Values, () => output.LogMass) { WeightsOf = weights };
    }

    /// <summary>What the kernel takes of the sets of keys is one of its softmaxes, the rest another one; both are merged.</summary>
    private static AttentionOutput ByParts(IPartsKernel kernel, AttentionQuery query, IReadOnlyList<AttentionPart> parts)
    {
        var (taken, left) = (new List<KeyPart>(), new List<AttentionPart>());
        foreach (var part in parts)
        {
            if (KeysOf(query with { Policy = part.Policy }, part.View) is { } keys && kernel.Takes(keys))
            {
                taken.Add(keys);
            }
            else
            {
                left.Add(part);
            }
        }

        List<AttentionOutput> outputs = taken.Count == 0 ? [] : [kernel.Attend(taken)];
        if (left.Count > 0)
        {
            outputs.Add(ByKernels(query, Join(left, query.Tables)));
        }

        return outputs.Aggregate((sum, output) => Merge(query, sum, output));
    }

    private static KeyPart? KeysOf(AttentionQuery query, MemoryView view) =>
        view is SharedView keys && query.Policy.Products(query, keys) is { } products ? new(products, keys.Values, keys.Visible, keys.Shown) : null;

    /// <summary>What a kernel takes is attended to apart and merged with the rest.</summary>
    private static AttentionOutput ByKernels(AttentionQuery query, IReadOnlyList<AttentionPart> joined)
    {
        var outputs = new List<AttentionOutput>();
        var others = new List<AttentionPart>();
        foreach (var part in joined)
        {
            if (Offer(query with { Policy = part.Policy }, part.View) is { } output)
            {
                outputs.Add(output);
            }
            else
            {
                others.Add(part);
            }
        }

        if (others.Count > 0)
        {
            outputs.Add(Explicit(query, others, weights: null));
        }

        return outputs.Aggregate((sum, output) => Merge(query, sum, output));
    }

    /// <summary>Attention over the union of two key sets, by the query's kernel where it merges.</summary>
    /// <param name="query">The queries that attended to both.</param>
    /// <param name="one">Attention to one set.</param>
    /// <param name="other">Attention to the other.</param>
    public static AttentionOutput Merge(AttentionQuery query, AttentionOutput one, AttentionOutput other)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(one);
        return query.Kernel?.Merge(one, other) ?? one.Merge(other);
    }

    private static AttentionOutput? Offer(AttentionQuery query, MemoryView view) => view switch
    {
        SharedView keys when query.Kernel is { } kernel && query.Policy.Products(query, keys) is { } products =>
            kernel.Attend(products, keys.Values, keys.Visible),
        PerQueryView { Picks: { } picks } when query.SlotKernel is { } kernel && query.Policy.Products(query, picks.Table) is { } products =>
            kernel.Attend(products, picks.Table.Values, picks.Columns, view.Visible.expand(picks.Columns.shape)),
        _ => null,
    };

    private static AttentionOutput Explicit(
        AttentionQuery query, IReadOnlyList<AttentionPart> joined, Func<IReadOnlyList<torch.Tensor>>? weights)
    {
        var scores_BHTS = MaskedScores(query, joined);
        var weights_BHTS = scores_BHTS.softmax(-1).to_type(query.Heads.dtype);
        var blind = Concatenate(joined.Select(part => part.View.Visible.any(-1, keepdim: true)).ToList())
            .any(-1, keepdim: true).logical_not();
        return new(
            Weigh(joined, weights_BHTS).masked_fill(blind, 0),
            () => scores_BHTS.logsumexp(-1).masked_fill(blind.squeeze(-1), MaskedScore))
        {
            WeightsOf = weights,
        };
    }

    /// <summary>The weights of each part, out of the graph; computed anew, for hardly anybody asks.</summary>
    private static IReadOnlyList<torch.Tensor> Weights(
        AttentionQuery query, IReadOnlyList<AttentionPart> parts, IReadOnlyList<AttentionPart> joined)
    {
        using var _ = torch.no_grad();
        var split = MaskedScores(query, joined).softmax(-1).split([.. parts.Select(part => part.View.Visible.shape[^1])], -1);
        return [.. parts.Select((part, i) => split[i].masked_fill(part.View.Visible.logical_not(), 0))];
    }

    private static torch.Tensor MaskedScores(AttentionQuery query, IReadOnlyList<AttentionPart> joined) =>
        Concatenate(joined.Select(part => Masked(query, part)).ToList());

    private static torch.Tensor Concatenate(IReadOnlyList<torch.Tensor> tensors)
    {
        if (tensors.Count == 1)
        {
            return tensors[0];
        }

        var broad = torch.broadcast_tensors([.. tensors.Select(tensor => tensor.narrow(-1, 0, 1))])[0];
        return torch.cat([.. tensors.Select(tensor => tensor.expand(broad.shape[0], broad.shape[1], broad.shape[2], tensor.shape[3]))], -1);
    }

    private static torch.Tensor Masked(AttentionQuery query, AttentionPart part) =>
        part.View.Score(query with { Policy = part.Policy }).masked_fill(part.View.Visible.logical_not(), MaskedScore);

    private static torch.Tensor Weigh(IReadOnlyList<AttentionPart> parts, torch.Tensor weights_BHTS)
    {
        if (parts.Count == 1)
        {
            return parts[0].View.Weigh(weights_BHTS);
        }

        var sizes = parts.Select(part => part.View.Visible.shape[^1]).ToArray();
        var split = weights_BHTS.split(sizes, -1);
        return parts.Select((part, i) => part.View.Weigh(split[i])).Aggregate((sum, next) => sum + next);
    }

    /// <summary>Neighbouring shared views that are scored alike become one: one matrix product instead of several.</summary>
    private static List<AttentionPart> Join(IReadOnlyList<AttentionPart> parts, SegmentTables? tables)
    {
        var joined = new List<AttentionPart>();
        foreach (var part in parts)
        {
            if (joined.Count > 0 && joined[^1] is { View: SharedView last } previous && part.View is SharedView next
                && previous.Policy.Equals(part.Policy))
            {
                var masks = () => Concatenate([last.Visible, next.Visible]);
                joined[^1] = previous with { View = last.Append(next, tables?.Joined(last.Visible, next.Visible, masks) ?? masks()) };
            }
            else
            {
                joined.Add(part);
            }
        }

        return joined;
    }
}
