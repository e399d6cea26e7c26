using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>A decoder in Llama's form (Touvron et al. 2023, arXiv:2302.13971) and the memories in it.</summary>
public sealed record ModelConfig
{
    /// <summary>Layers. At least 1.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the residual stream, E. A multiple of <see cref="Heads"/>, with an even quotient.</summary>
    public long Width { get; init; } = 96;

    /// <summary>Query heads, H.</summary>
    public long Heads { get; init; } = 4;

    /// <summary>Key-value heads, G; divides <see cref="Heads"/>. As many as query heads when not given.</summary>
    public long KeyValueHeads { get => field > 0 ? field : Heads; init; }

    /// <summary>Width of the gated feed-forward layer, F. At least 1.</summary>
    public long FeedForward { get; init; } = 256;

    /// <summary>Probability with which embeddings and residuals are dropped in training. From 0 to less than 1.</summary>
    public double Dropout { get; init; }

    /// <summary>Base of the rotary frequencies. More than 1.</summary>
    public double RopeBase { get; init; } = 10000;

    /// <summary>Whether the head shares the embedding's weights.</summary>
    public bool TiedEmbeddings { get; init; } = true;

    /// <summary>Added to the mean square before its root is taken. More than 0.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Standard deviation of initial weights; divided by the root of twice the layers where a layer adds to the stream.</summary>
    public double InitialDeviation { get; init; } = 0.02;

    /// <summary>Memories by name, in the order in which they are read and written.</summary>
    public IReadOnlyDictionary<string, MemoryConfig> Memories { get; init; } = new Dictionary<string, MemoryConfig>();

    /// <summary>What a token sees of its own segment: one pattern, or several whose attentions are merged by their masses.</summary>
    public IReadOnlyList<AttentionPattern> Local { get; init; } = [new Causal()];

    /// <summary>How the segment's own keys are scored.</summary>
    public PositionPolicyConfig Positions { get; init; } = new TrueDistanceConfig();

    /// <summary>Width of a head, D.</summary>
    internal long HeadWidth => Width / Heads;

    /// <summary>The rotation of heads.</summary>
    internal RotaryEmbedding Rotary => new(HeadWidth, RopeBase);

    /// <exception cref="ConfigurationException">A size is out of range, or sizes do not fit each other.</exception>
    internal void Check()
    {
        Require(Layers >= 1, "layers", Layers, "at least 1");
        Require(Heads >= 1, "heads", Heads, "at least 1");
        Require(Width >= 1 && Width % Heads == 0 && HeadWidth % 2 == 0, "width", Width, $"an even multiple of the {Heads} heads");
        Require(KeyValueHeads >= 1 && Heads % KeyValueHeads == 0, "key_value_heads", KeyValueHeads, $"a divisor of the {Heads} heads");
        Require(FeedForward >= 1, "feed_forward", FeedForward, "at least 1");
        Require(Dropout is >= 0 and < 1, "dropout", Dropout, "from 0 to less than 1");
        Require(RopeBase > 1, "rope_base", RopeBase, "more than 1");
        Require(NormEpsilon > 0, "norm_epsilon", NormEpsilon, "more than 0");
        Require(InitialDeviation > 0, "initial_deviation", InitialDeviation, "more than 0");
        Require(Local.Count > 0, "local", "[]", "at least one pattern, such as {type: causal}");
    }

    private static void Require(bool holds, string key, object value, string remedy)
    {
        if (!holds)
        {
            throw new ConfigurationException($"model.{key}", FormattableString.Invariant($"{value} will not do; write {remedy}."));
        }
    }
}
