using TorchSharp;
using TorchSharp.Modules;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>One layer: read memories, attend, feed forward, write memories. A segment never reads what it writes.</summary>
public sealed class TransformerBlock : torch.nn.Module
{
    private readonly SelfAttention attention;
    private readonly Norm norm;
    private readonly FeedForward feed_forward;
    private readonly ModuleDict<LayerMemory> memories;
    private readonly IPositionPolicy positions;
    private readonly IReadOnlyList<AttentionPattern> _local;
    private readonly Dropout _dropout;

    /// <param name="context">Sizes and layer.</param>
    /// <param name="dropout">Drops what the layer adds to the stream.</param>
    public TransformerBlock(BuildContext context, Dropout dropout)
        : base(nameof(TransformerBlock))
    {
        ArgumentNullException.ThrowIfNull(context);
        var (model, at) = (context.Model, context.At("layers"));
        attention = new SelfAttention(at.At("attention"));
        norm = new Norm(at);
        feed_forward = new FeedForward(at.At("feed_forward"));
        positions = model.Positions.Build(context.At("positions"));
        _local = [.. model.Local.Select((pattern, i) => pattern.Bind(context.At($"local[{i}]")))];
        _dropout = dropout;
        Memories = MemoryBuilder.At(context with { Local = positions });
        memories = MemoryBuilder.Register(Memories);
        RegisterComponents();
    }

    /// <summary>How the segment's own keys are scored.</summary>
    public IPositionPolicy Positions => positions;

    /// <summary>The memories that serve this layer.</summary>
    public IReadOnlyList<LayerMemory> Memories { get; }

    /// <summary>The stream after the layer, and the state after its memories were written.</summary>
    /// <param name="stream">Before the layer.</param>
    /// <param name="origin_B1">Position of the segment's first token.</param>
    /// <param name="local">What the segment's tokens see of each other.</param>
    /// <param name="state">Before the segment.</param>
    internal (ResidualStream Stream, MemoryState State) Forward(
        ResidualStream stream, torch.Tensor origin_B1, LocalVisibility local, MemoryState state)
    {
        var (q_BHTD, k_BGTD, v_BGTD) = attention.QueriesKeysValues(stream.Hidden);
        var query = new AttentionQuery(q_BHTD, stream.Positions, origin_B1, positions) { Text = stream.IsText };
        var attended = Attend(query, [.. _local.Select(pattern => Own(k_BGTD, v_BGTD, query, local.Of(pattern)))], state);
        var hidden = attention.After(stream.Hidden + _dropout.Apply(attention.Output(attended.Values), training));
        hidden = norm.After(hidden + _dropout.Apply(feed_forward.call(norm.Before(hidden)), training));
        var after = stream with { Hidden = hidden };
        return (after, Write(new LayerActivations(after, stream.Hidden, k_BGTD, v_BGTD), state));
    }

    private MemoryState Write(LayerActivations activations, MemoryState state)
    {
        foreach (var memory in Memories)
        {
            (state, activations) = memory.Write(state, activations);
        }

        return state;
    }

    private AttentionOutput Attend(AttentionQuery query, IReadOnlyList<AttentionPart> own, MemoryState state)
    {
        var joint = Memories.SelectMany(memory => memory.Injector is IJointInjector { Positions: var policy }
            ? memory.Read(state, query with { Policy = policy }, attention).Select(view => new AttentionPart(view, policy))
            : []);
        var output = AttentionCore.Attend(query, [.. joint.OrderBy(ScoredAsLocal), own[0]]);
        output = own.Skip(1).Aggregate(output, (sum, part) => sum.Merge(AttentionCore.Attend(query, [part])));
        return Memories.Aggregate(output, (fused, memory) => Fuse(fused, memory, query, state));
    }

    /// <summary>Whether a part belongs beside the segment's own keys: scored by the very same policy, both are one product.</summary>
    private bool ScoredAsLocal(AttentionPart part) => part.View is SharedView && ReferenceEquals(part.Policy, positions);

    private AttentionOutput Fuse(AttentionOutput output, LayerMemory memory, AttentionQuery query, MemoryState state)
    {
        if (memory.Injector is not IGatedInjector gated)
        {
            return output;
        }

        var views = memory.Read(state, query with { Policy = gated.Positions }, attention);
        return views.Count == 0 ? output
            : gated.Fuse(output, AttentionCore.Attend(query, [.. views.Select(view => new AttentionPart(view, gated.Positions))]));
    }

    private AttentionPart Own(torch.Tensor keys, torch.Tensor values, AttentionQuery query, torch.Tensor visible) => new(
        new SharedView
        {
            Keys = keys,
            Values = values,
            Positions = query.Positions,
            RankFromNewest = query.Origin - query.Positions - 1,
            Visible = visible,
            Own = query.Positions.shape[1],
        },
        positions);
}
