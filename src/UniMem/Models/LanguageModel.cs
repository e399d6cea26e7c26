using TorchSharp;
using TorchSharp.Modules;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>A decoder with memories: tokens and state in, logits and state out. It keeps nothing of a document.</summary>
public sealed class LanguageModel : torch.nn.Module
{
    private readonly Parameter embedding;
    private readonly ModuleList<TransformerBlock> layers;
    private readonly ModuleDict<LayerMemory> memories;
    private readonly ModuleDict<torch.nn.Module> shared;
    private readonly Parameter? positions;
    private readonly Norm? norm;
    private readonly OutputHead head;
    private readonly Dropout _dropout;
    private readonly BuildContext _context;

    private LanguageModel(BuildContext context, long vocabulary)
        : base(nameof(LanguageModel))
    {
        var model = context.Model;
        _context = context;
        var generator = new torch.Generator(context.SeedFor("dropout"), context.Numerics.Device);
        Generators = new Dictionary<string, torch.Generator> { ["dropout"] = generator };
        _dropout = new Dropout(model.Dropout, generator, context.Numerics.Rows);
        embedding = Weights.Normal(context.At("embedding"), "weight", model.InitialDeviation, vocabulary, model.Width);
        Blocks = [.. Enumerable.Range(0, model.Layers).Select(layer => new TransformerBlock(context with { Layer = layer }, _dropout))];
        layers = new ModuleList<TransformerBlock>([.. Blocks]);
        OutputMemories = MemoryBuilder.At(context);
        memories = MemoryBuilder.Register(OutputMemories);
        shared = SharedModules(context.Shared);
        positions = Places(context, OutputMemories.Sum(memory => ((IInputInjector)memory.Injector).AddedTokens(memory.Capacity)));
        norm = model.NormPlacement == NormPlacement.Pre ? new Norm(context) : null;
        head = new OutputHead(context.At("head"), vocabulary);
        RegisterComponents();
    }

    /// <summary>Where it lives and what computes it.</summary>
    public Numerics Numerics => _context.Numerics;

    /// <summary>Generators that the forward pass draws from; a checkpoint holds their states.</summary>
    public IReadOnlyDictionary<string, torch.Generator> Generators { get; }

    /// <summary>Layers, in order.</summary>
    public IReadOnlyList<TransformerBlock> Blocks { get; }

    /// <summary>Memories that enter at the input and are written after the final norm.</summary>
    public IReadOnlyList<LayerMemory> OutputMemories { get; }

    /// <summary>The losses that parts of the memories have of their own, as <c>memory.part</c>, in order; none for most models.</summary>
    public IReadOnlyList<string> LossNames =>
        [.. Blocks.SelectMany(block => block.Memories).Concat(OutputMemories).SelectMany(memory => memory.LossNames).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Builds a model with initial weights and moves it to its device.</summary>
    /// <param name="config">Sizes, memories, local patterns and positions.</param>
    /// <param name="vocabulary">Tokens of the vocabulary, V. At least 1.</param>
    /// <param name="segment">Tokens of a segment, T; what a method counts in segments depends on it.</param>
    /// <param name="seed">Seed of the initial weights and of dropout.</param>
    /// <param name="numerics">Device and types; float32 on the CPU when null.</param>
    /// <exception cref="ConfigurationException">A setting is out of range, or parts do not fit together.</exception>
    public static LanguageModel Build(ModelConfig config, long vocabulary, long segment, long seed, Numerics? numerics = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentOutOfRangeException.ThrowIfLessThan(vocabulary, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(segment, 1);
        config.Check();
        var context = new BuildContext
        {
            Model = config,
            Segment = segment,
            Seed = seed,
            Numerics = numerics ?? Numerics.Default,
            Rotary = config.Rotary,
        };
        var model = new LanguageModel(context, vocabulary);
        model.to(context.Numerics.Device);
        return model;
    }

    /// <summary>One segment.</summary>
    /// <param name="tokens_BT">(B, T) int64.</param>
    /// <param name="positions_BT">(B, T) int64: index in the document, consecutive from the segment's first token; -1 for padding.</param>
    /// <param name="state">What the rows remember; rows whose document begins here must have been forgotten.</param>
    /// <param name="rows">Which columns of each row are text, and their positions; looked up in <paramref name="positions_BT"/> when null.</param>
    /// <returns>Logits (B, T, V) in float32 or better, and the state that the next segment takes.</returns>
    public (torch.Tensor Logits, MemoryState State) Forward(
        torch.Tensor tokens_BT, torch.Tensor positions_BT, MemoryState state, IReadOnlyList<SlotRun>? rows = null)
    {
        var (hidden_BTE, after) = Encode(tokens_BT, positions_BT, state, rows);
        return (Logits(hidden_BTE), after);
    }

    /// <summary>One segment to learn from: as <see cref="Encode"/>, and what parts of the memories lose on their own.</summary>
    /// <param name="tokens_BT">(B, T) int64.</param>
    /// <param name="positions_BT">(B, T) int64, as for <see cref="Forward"/>.</param>
    /// <param name="state">What the rows remember; rows whose document begins here must have been forgotten.</param>
    /// <param name="rows">As for <see cref="Forward"/>.</param>
    /// <param name="recompute">Whether layers keep their inputs only and compute the rest again in backward: less memory, more time.</param>
    /// <returns>
    /// Hidden states (B, T, E) of the text after the final norm, the state that the next segment takes, and the losses of this segment.
    /// </returns>
    public (torch.Tensor Hidden, MemoryState State, AuxiliaryLosses Losses) Learn(
        torch.Tensor tokens_BT, torch.Tensor positions_BT, MemoryState state, IReadOnlyList<SlotRun>? rows = null, bool recompute = false)
    {
        var (hidden_BTE, after, losses) = Run(tokens_BT, positions_BT, state, rows, AuxiliaryLosses.None, recompute);
        return (hidden_BTE, after, losses!);
    }

    /// <summary>One segment up to the head: what <see cref="Logits"/> takes.</summary>
    /// <param name="tokens_BT">(B, T) int64.</param>
    /// <param name="positions_BT">(B, T) int64, as for <see cref="Forward"/>.</param>
    /// <param name="state">What the rows remember; rows whose document begins here must have been forgotten.</param>
    /// <param name="rows">As for <see cref="Forward"/>.</param>
    /// <returns>Hidden states (B, T, E) of the text after the final norm, and the state that the next segment takes.</returns>
    public (torch.Tensor Hidden, MemoryState State) Encode(
        torch.Tensor tokens_BT, torch.Tensor positions_BT, MemoryState state, IReadOnlyList<SlotRun>? rows = null)
    {
        var (hidden_BTE, after, _) = Run(tokens_BT, positions_BT, state, rows, losses: null);
        return (hidden_BTE, after);
    }

    private (torch.Tensor Hidden, MemoryState State, AuxiliaryLosses? Losses) Run(
        torch.Tensor tokens_BT, torch.Tensor positions_BT, MemoryState state, IReadOnlyList<SlotRun>? rows, AuxiliaryLosses? losses,
        bool recompute = false)
    {
        ArgumentNullException.ThrowIfNull(tokens_BT);
        ArgumentNullException.ThrowIfNull(positions_BT);
        ArgumentNullException.ThrowIfNull(state);
        var origin_B1 = positions_BT.narrow(1, 0, 1);
        var stream = Place(Enter(Embed(tokens_BT, positions_BT, rows), state));
        var local = new LocalVisibility(stream, Numerics.Attention);
        foreach (var block in Blocks)
        {
            (stream, state, losses) = block.Forward(stream, origin_B1, local, state, losses, recompute ? Generators.Values : null);
        }

        stream = stream with { Hidden = norm?.call(stream.Hidden) ?? stream.Hidden };
        var written = new LayerActivations(stream, stream.Hidden, null, null) { Losses = losses };
        foreach (var memory in OutputMemories)
        {
            (state, written) = memory.Write(state, written);
        }

        return (stream.HiddenOf(ResidualStream.Text), state, written.Losses);
    }

    /// <summary>Logits (B, T, V) in float32 or better.</summary>
    /// <param name="hidden_BTE">Hidden states of text, as <see cref="Encode"/> gives them.</param>
    public torch.Tensor Logits(torch.Tensor hidden_BTE)
    {
        ArgumentNullException.ThrowIfNull(hidden_BTE);
        return head.Logits(hidden_BTE, embedding);
    }

    /// <summary>Cross-entropy of the next token summed over all targets, by a kernel that never holds the logits whole.</summary>
    /// <param name="hidden_BTE">Hidden states of text, as <see cref="Encode"/> gives them.</param>
    /// <param name="targets_BT">int64.</param>
    /// <param name="ignored">The target that counts nowhere.</param>
    /// <returns>A scalar, in nats; null where no kernel is made for it: then from <see cref="Logits"/>.</returns>
    public torch.Tensor? CrossEntropySum(torch.Tensor hidden_BTE, torch.Tensor targets_BT, long ignored)
    {
        ArgumentNullException.ThrowIfNull(hidden_BTE);
        ArgumentNullException.ThrowIfNull(targets_BT);
        return head.CrossEntropySum(hidden_BTE, embedding, targets_BT, ignored);
    }

    /// <summary>Cross-entropy of every next token, (B, T) in nats and out of the graph, likewise.</summary>
    /// <param name="hidden_BTE">Hidden states of text.</param>
    /// <param name="targets_BT">int64.</param>
    /// <param name="ignored">The target that counts nowhere.</param>
    public torch.Tensor? CrossEntropy(torch.Tensor hidden_BTE, torch.Tensor targets_BT, long ignored)
    {
        ArgumentNullException.ThrowIfNull(hidden_BTE);
        ArgumentNullException.ThrowIfNull(targets_BT);
        return head.CrossEntropy(hidden_BTE, embedding, targets_BT, ignored);
    }

    private ResidualStream Embed(torch.Tensor tokens_BT, torch.Tensor positions_BT, IReadOnlyList<SlotRun>? rows)
    {
        var length = tokens_BT.shape[1];
        var visible_BT = positions_BT >= 0;
        var runs = rows ?? SlotRuns.Find(positions_BT, visible_BT);
        var hidden_BTE = embedding.index_select(0, tokens_BT.flatten()).view(tokens_BT.shape[0], length, -1);
        if (_context.Model.ScaledEmbeddings)
        {
            hidden_BTE *= Math.Sqrt(_context.Model.Width);
        }

        return new(positions is null ? _dropout.Apply(hidden_BTE, training) : hidden_BTE, positions_BT, visible_BT, [new(ResidualStream.Text, 0, length)])
        {
            Runs = runs,
            Extent = runs is null || runs.Any(run => run is { Length: > 0, Position: null }) ? null
                : [.. runs.Select(run => run.Position is { } first && run.Length > 0 ? new Bounds(first, first + run.Length - 1) : (Bounds?)null)],
        };
    }

    /// <summary>The stream with what is learned of its places, where the model learns that.</summary>
    /// <remarks>Places count what a row has, so that they do not depend on what other rows of the batch hold.</remarks>
    private ResidualStream Place(ResidualStream stream)
    {
        if (positions is null)
        {
            return stream;
        }

        var places_BT = (stream.Visible.cumsum(1, torch.ScalarType.Int64) - 1).clamp_min(0);
        var learned_BTE = positions.index_select(0, places_BT.flatten()).view(stream.Hidden.shape);
        return stream with { Hidden = _dropout.Apply(stream.Hidden + learned_BTE, training) };
    }

    private static Parameter? Places(BuildContext context, long added)
    {
        var places = context.Model.LearnedPositions;
        return places == 0 ? null
            : places >= context.Segment + added ? Weights.Normal(context.At("learned_positions"), "weight", context.Model.InitialDeviation, places, context.Model.Width)
            : throw context.At("learned_positions").Wrong(
                $"{places} places are too few for segments of {context.Segment} tokens and {added} memory tokens; write at least {context.Segment + added}.");
    }

    private static ModuleDict<torch.nn.Module> SharedModules(SharedParts parts)
    {
        var modules = new ModuleDict<torch.nn.Module>();
        foreach (var (name, part) in parts.All)
        {
            modules.Add(name, part);
        }

        return modules;
    }

    private ResidualStream Enter(ResidualStream stream, MemoryState state)
    {
        foreach (var memory in OutputMemories)
        {
            var query = new AttentionQuery(
                stream.Hidden.unsqueeze(1), stream.Positions, stream.Positions.narrow(1, 0, 1), new Attention.Positions.Unrotated(_context.Rotary));
            stream = ((IInputInjector)memory.Injector).Enter(stream, memory.Read(state, query, projection: null));
        }

        return stream;
    }
}
