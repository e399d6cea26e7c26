using TorchSharp;
using TorchSharp.Modules;
using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>One layer: read memories, attend, feed forward, write memories. A segment never reads what it writes.</summary>
public sealed class TransformerBlock : torch.nn.Module
{
    private readonly SelfAttention attention;
    private readonly RmsNorm norm;
    private readonly FeedForward feed_forward;
    private readonly ModuleDict<LayerMemory> memories;
    private readonly IPositionPolicy _positions;
    private readonly Dropout _dropout;

    /// <param name="context">Sizes and layer.</param>
    /// <param name="memories">The memories that serve this layer, in order.</param>
    /// <param name="dropout">Drops what the layer adds to the stream.</param>
    public TransformerBlock(BuildContext context, IReadOnlyList<LayerMemory> memories, Dropout dropout)
        : base(nameof(TransformerBlock))
    {
        ArgumentNullException.ThrowIfNull(context);
        attention = new SelfAttention(context.At("attention"));
        norm = new RmsNorm(context);
        feed_forward = new FeedForward(context.At("feed_forward"));
        _positions = context.Model.Positions.Build(context.At("positions"));
        _dropout = dropout;
        Memories = memories;
        this.memories = MemoryBuilder.Register(memories);
        RegisterComponents();
    }

    /// <summary>The memories that serve this layer.</summary>
    public IReadOnlyList<LayerMemory> Memories { get; }

    /// <summary>The stream after the layer, and the state after its memories were written.</summary>
    /// <param name="stream">Before the layer.</param>
    /// <param name="origin_B1">Position of the segment's first token.</param>
    /// <param name="local">(B, 1, T, T) bool, one a local pattern.</param>
    /// <param name="state">Before the segment.</param>
    public (ResidualStream Stream, MemoryState State) Forward(
        ResidualStream stream, torch.Tensor origin_B1, IReadOnlyList<torch.Tensor> local, MemoryState state)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(state);
        var (q_BHTD, k_BGTD, v_BGTD) = attention.QueriesKeysValues(stream.Hidden);
        var query = new AttentionQuery(q_BHTD, stream.Positions, origin_B1, _positions);
        var attended = Attend(query, [.. local.Select(visible => Own(k_BGTD, v_BGTD, query, visible))], state);
        var hidden = stream.Hidden + _dropout.Apply(attention.Output(attended.Values), training);
        hidden += _dropout.Apply(feed_forward.call(norm.call(hidden)), training);
        var after = stream with { Hidden = hidden };
        var activations = new LayerActivations(after, stream.Hidden, k_BGTD, v_BGTD);
        return (after, Memories.Aggregate(state, (written, memory) => memory.Write(written, activations)));
    }

    private AttentionOutput Attend(AttentionQuery query, IReadOnlyList<AttentionPart> own, MemoryState state)
    {
        var joint = Memories.SelectMany(memory => memory.Injector is IJointInjector { Positions: var positions }
            ? memory.Read(state, query with { Policy = positions }, attention).Select(view => new AttentionPart(view, positions))
            : []);
        var output = AttentionCore.Attend(query, [.. joint, own[0]]);
        output = own.Skip(1).Aggregate(output, (sum, part) => sum.Merge(AttentionCore.Attend(query, [part])));
        return Memories.Aggregate(output, (fused, memory) => Fuse(fused, memory, query, state));
    }

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
        },
        _positions);
}
