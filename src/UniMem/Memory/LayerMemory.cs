using TorchSharp;
using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory.Reading;
using UniMem.Models;

namespace UniMem.Memory;

/// <summary>The four parts of one memory at one layer. Those that learn are its submodules; what is remembered is not here.</summary>
public sealed class LayerMemory : torch.nn.Module
{
    private readonly string _key;
    private readonly IMemoryWriter _writer;
    private readonly IMemoryManager _manager;
    private readonly IMemoryReader _reader;
    private readonly bool _stopGradient;
    private readonly IMemoryWatch? _watch;
    private readonly SlotType? _type;

    /// <param name="config">The four parts.</param>
    /// <param name="context">Name of the memory and layer.</param>
    /// <exception cref="ConfigurationException">Parts that do not fit together, or a setting out of range.</exception>
    public LayerMemory(MemoryConfig config, BuildContext context)
        : base(nameof(LayerMemory))
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(context);
        Name = context.Memory;
        _key = KeyOf(context.Memory, context.Layer);
        _writer = Adopt("write", config.Write.Build(context.At("write")));
        _manager = config.Manage.Build(context.At("manage"));
        _reader = Adopt("read", config.Read.Build(context.At("read")));
        Injector = Adopt("inject", config.Inject.Build(context.At("inject")));
        (_stopGradient, _type, _watch) = (config.StopGradient, config.Dtype, context.Numerics.Watch);
        if (Positions is torch.nn.Module policy && !ReferenceEquals(policy, context.Local))
        {
            register_module("positions", policy);
        }

        MemoryFit.Check(Injector, _writer, _manager, context);
        foreach (var index in Indexes)
        {
            index.Check(Positions, Capacity);
        }

        MemoryFit.Check(_type, Held, context);
    }

    /// <summary>The memory's name.</summary>
    public string Name { get; }

    /// <summary>How the memory enters the network.</summary>
    public IMemoryInjector Injector { get; }

    /// <summary>How its keys are scored; null where it does not enter attention.</summary>
    public IPositionPolicy? Positions => Injector switch
    {
        IJointInjector joint => joint.Positions,
        IGatedInjector gated => gated.Positions,
        IResidualInjector residual => residual.Positions,
        _ => null,
    };

    /// <summary>What turns a segment into slots, and slots into keys and values.</summary>
    public IMemoryWriter Writer => _writer;

    /// <summary>The indexes that its reader searches approximately.</summary>
    public IReadOnlyList<SlotIndex> Indexes => _reader.Indexes;

    /// <summary>Most slots a row holds.</summary>
    public long Capacity => _manager.Capacity;

    /// <summary>Shape of a slot.</summary>
    public SlotShape Held => _writer.Held;

    /// <summary>Shape of a slot when it is read.</summary>
    public SlotShape Recalled => _writer.Recalled;

    /// <summary>Bytes of a slot once it is carried, without position and validity.</summary>
    /// <param name="numerics">Types of the model.</param>
    public long SlotBytes(Numerics numerics)
    {
        ArgumentNullException.ThrowIfNull(numerics);
        return _type is { } type
            ? Held.Heads * Held.Tensors * NarrowSlots.BytesOf(type, Held.Width)
            : Held.Elements * Held.Type(numerics).ElementSize();
    }

    /// <summary>Whether somebody looks at the attention that the slots receive.</summary>
    public bool CountsAttention => _manager is IAttentionManager;

    /// <summary>The losses that its parts have of their own, as <c>memory.part</c>.</summary>
    public IEnumerable<string> LossNames => Learners.Select(learner => learner.Name);

    private IEnumerable<(string Name, IAuxiliaryLoss Part)> Learners =>
        from part in new (string Name, object Part)[] { ("write", _writer), ("read", _reader), ("inject", Injector) }
        where part.Part is IAuxiliaryLoss
        select ($"{Name}.{part.Name}", (IAuxiliaryLoss)part.Part);

    /// <summary>What a query costs once the memory is full.</summary>
    /// <param name="queries">The queries of a segment.</param>
    public ReadCost ReadCost(QuerySpan queries) => _reader.Cost(Capacity, queries);

    /// <summary>The name under which a memory's slots at a layer are carried.</summary>
    /// <param name="memory">Name of the memory.</param>
    /// <param name="layer">Layer, or null at the output.</param>
    public static string KeyOf(string memory, int? layer) => layer is { } number ? FormattableString.Invariant($"{memory}/{number}") : $"{memory}/output";

    /// <summary>The slots that a state holds of this memory at this layer; null when it holds none.</summary>
    public MemoryBlock? HeldIn(MemoryState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Find(_key);
    }

    /// <summary>A state with what another one holds of this memory at this layer.</summary>
    /// <param name="state">The other one.</param>
    /// <param name="into">The state.</param>
    internal MemoryState Only(MemoryState state, MemoryState into) => into.With(_key, state.Find(_key));

    /// <summary>What queries see of the slots held; nothing when none are held.</summary>
    public IReadOnlyList<MemoryView> Read(MemoryState state, AttentionQuery query, IKeyValueProjection? projection)
    {
        ArgumentNullException.ThrowIfNull(state);
        _watch?.Begin(MemoryWork.Read);
        var views = state.Find(_key) is { } held
            ? _reader.Read(projection is null ? held : _writer.Recall(held, projection), query)
            : [];
        _watch?.End();
        return views;
    }

    /// <summary>The state once the layer has been written, and what the next memory of the layer is shown.</summary>
    public (MemoryState State, LayerActivations Layer) Write(MemoryState state, LayerActivations layer)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(layer);
        _watch?.Begin(MemoryWork.Write);
        var written = Written(state, layer);
        _watch?.End();
        return written;
    }

    private (MemoryState State, LayerActivations Layer) Written(MemoryState state, LayerActivations layer)
    {
        var held = Counted(state.Find(_key), layer.Received?.Memories.GetValueOrDefault(Name));
        var incoming = _writer.Write(layer);
        layer = layer with { Losses = Learn(layer, incoming) };
        if (incoming is null)
        {
            return (state.With(_key, held), layer);
        }

        var turnover = Retention.Decide(_manager, held, Countable(_stopGradient ? incoming.Detach() : incoming, layer.Received));
        return (state.With(_key, turnover.Held), layer with { Turnovers = layer.Turnovers.SetItem(Name, turnover) });
    }

    /// <summary>Slots with the attention of this segment added to what they had.</summary>
    private static MemoryBlock? Counted(MemoryBlock? held, torch.Tensor? received_BM) =>
        held is null || received_BM is null ? held
            : held with { Attention = held.Attention is { } before ? before + received_BM : received_BM };

    /// <summary>New slots that count attention where this memory does, from 0 where their writer knows of none, and do not where it does not.</summary>
    private MemoryBlock Countable(MemoryBlock incoming, ReceivedAttention? received) => incoming with
    {
        CarriedAs = _type,
        Attention = CountsAttention ? incoming.Attention ?? torch.zeros_like(incoming.Positions, received!.Own.dtype) : null,
    };

    private AuxiliaryLosses? Learn(LayerActivations layer, MemoryBlock? written) => layer.Losses is null ? null
        : Learners.Aggregate(layer.Losses, (losses, learner) => learner.Part.Loss(layer, written) is { } loss
            ? losses.Add(learner.Name, learner.Part.Weight, loss)
            : losses);

    private T Adopt<T>(string part, T component)
    {
        if (component is torch.nn.Module module)
        {
            register_module(part, module);
        }

        return component;
    }
}
