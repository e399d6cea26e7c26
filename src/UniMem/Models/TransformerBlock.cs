using TorchSharp;
using TorchSharp.Modules;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Reading;

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
    private readonly MemoryAttention _memoryAttention;
    private readonly IAttentionKernel? _kernel;
    private readonly ISlotKernel? _slotKernel;

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
        (_kernel, _slotKernel) = (context.Numerics.Attention, context.Numerics.Slots);
        Memories = MemoryBuilder.At(context with { Local = positions });
        memories = MemoryBuilder.Register(Memories);
        _memoryAttention = new MemoryAttention(Memories, positions, attention);
        RegisterComponents();
    }

    /// <summary>How the segment's own keys are scored.</summary>
    public IPositionPolicy Positions => positions;

    /// <summary>The memories that serve this layer.</summary>
    public IReadOnlyList<LayerMemory> Memories { get; }

    /// <summary>The stream after the layer, the state after its memories were written, and what their parts lost on their own.</summary>
    /// <param name="stream">Before the layer.</param>
    /// <param name="origin_B1">Position of the segment's first token.</param>
    /// <param name="local">What the segment's tokens see of each other.</param>
    /// <param name="state">Before the segment.</param>
    /// <param name="losses">Of the layers before; null where nothing is learned.</param>
    /// <param name="generators">What the layer draws from, where its activations are to be computed again in backward; null where they are kept.</param>
    internal (ResidualStream Stream, MemoryState State, AuxiliaryLosses? Losses) Forward(
        ResidualStream stream, torch.Tensor origin_B1, LocalVisibility local, MemoryState state, AuxiliaryLosses? losses,
        IEnumerable<torch.Generator>? generators = null)
    {
        IReadOnlyList<LocalSight> seen = [.. _local.Select(local.Of)];
        LayerOutput Run(torch.Tensor hidden_BTE, MemoryState held) => Compute(stream with { Hidden = hidden_BTE }, origin_B1, seen, held, generators is null ? local : null);
        var output = generators is null ? Run(stream.Hidden, state)
            : RecomputedLayer.Of(Run, stream.Hidden, Held(state), parameters(), generators);
        var after = stream with { Hidden = output.Hidden };
        var (next, layer) = Write(
            new LayerActivations(after, stream.Hidden, output.Keys, output.Values)
            {
                Queries = output.Queries,
                Projection = attention,
                Received = output.Received,
                Losses = losses,
            },
            state);
        return (after, next, layer.Losses);
    }

    private LayerOutput Compute(ResidualStream stream, torch.Tensor origin_B1, IReadOnlyList<LocalSight> seen, MemoryState state, LocalVisibility? shared)
    {
        var (q_BHTD, k_BGTD, v_BGTD) = attention.QueriesKeysValues(stream.Hidden);
        var query = new AttentionQuery(q_BHTD, stream.Positions, origin_B1, positions)
        {
            Text = stream.IsText,
            Extent = stream.Extent,
            Sights = shared?.Memories,
            Tables = shared?.Tables ?? new(),
            Kernel = _kernel,
            SlotKernel = _slotKernel,
        };
        var (attended, received) = _memoryAttention.Attend(
            query, [.. seen.Select(sight => Own(k_BGTD, v_BGTD, query, sight))], stream.Visible, state);
        var hidden = attention.After(stream.Hidden + _dropout.Apply(attention.Output(attended.Values), training));
        hidden = Residuals(stream with { Hidden = hidden }, query, state);
        hidden = norm.After(hidden + _dropout.Apply(feed_forward.call(norm.Before(hidden)), training));
        return Memories.Count == 0 ? new(hidden, null, null, null, null) : new(hidden, q_BHTD, k_BGTD, v_BGTD, received);
    }

    /// <summary>What the memories of this layer hold, and no other.</summary>
    private MemoryState Held(MemoryState state) => Memories.Aggregate(MemoryState.Empty, (held, memory) => memory.Only(state, held));

    private torch.Tensor Residuals(ResidualStream stream, AttentionQuery query, MemoryState state)
    {
        foreach (var memory in Memories)
        {
            if (memory.Injector is not IResidualInjector injector)
            {
                continue;
            }

            var asked = query with { Heads = injector.Queries(stream), Policy = injector.Positions };
            if (memory.Read(state, asked, injector.Projection ?? attention) is { Count: > 0 } views)
            {
                stream = stream with { Hidden = stream.Hidden + _dropout.Apply(injector.Residual(stream, asked, views), training) };
            }
        }

        return stream.Hidden;
    }

    private (MemoryState State, LayerActivations Layer) Write(LayerActivations activations, MemoryState state) =>
        Memories.Aggregate((state, activations), (written, memory) => memory.Write(written.state, written.activations));

    private AttentionPart Own(torch.Tensor keys, torch.Tensor values, AttentionQuery query, LocalSight sight) => new(
        new SharedView(new(SegmentTables.Own, () => query.Positions, () => query.Origin - query.Positions - 1), keys, values, sight.Visible)
        {
            Shown = sight.Shown,
            Own = query.Positions.shape[1],
        },
        positions);
}
