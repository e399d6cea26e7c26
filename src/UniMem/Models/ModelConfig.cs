using System.ComponentModel.DataAnnotations;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>A decoder and the memories in it: in Llama's form (Touvron et al. 2023, arXiv:2302.13971) unless settings say otherwise.</summary>
public sealed record ModelConfig
{
    /// <summary>Layers. At least 1.</summary>
    public int Layers { get; init; } = 2;

    /// <summary>Width of the residual stream, E. At least 1; a multiple of <see cref="Heads"/> unless <see cref="HeadWidth"/> is given.</summary>
    public long Width { get; init; } = 96;

    /// <summary>Query heads, H. At least 1.</summary>
    public long Heads { get; init; } = 4;

    /// <summary>Key-value heads, G; divides <see cref="Heads"/>. At least 0; 0, or nothing said, is as many as query heads.</summary>
    [Range(0, double.MaxValue)]
    public long KeyValueHeads { get => field > 0 ? field : Heads; init; }

    /// <summary>Width of a head, D. At least 0; 0, or nothing said, is <see cref="Width"/> over <see cref="Heads"/>. Even where positions rotate.</summary>
    [Range(0, double.MaxValue)]
    public long HeadWidth { get => field > 0 ? field : Width / Heads; init; }

    /// <summary>Width of the feed-forward layer, F. At least 1.</summary>
    public long FeedForward { get; init; } = 256;

    /// <summary>What bends the feed-forward layer.</summary>
    public Activation Activation { get; init; } = Activation.Swiglu;

    /// <summary>What a norm does.</summary>
    public NormKind Norm { get; init; } = NormKind.Rms;

    /// <summary>Where norms stand.</summary>
    public NormPlacement NormPlacement { get; init; } = NormPlacement.Pre;

    /// <summary>Which matrix products have a bias.</summary>
    public BiasConfig Biases { get; init; } = new();

    /// <summary>Layers whose queries and keys have length 1.</summary>
    public NormalisedHeadsConfig NormalisedHeads { get; init; } = new();

    /// <summary>Probability with which embeddings and residuals are dropped in training. From 0 to less than 1.</summary>
    public double Dropout { get; init; }

    /// <summary>Base of the rotary frequencies. More than 1.</summary>
    public double RopeBase { get; init; } = 10000;

    /// <summary>Whether the head shares the embedding's weights.</summary>
    public bool TiedEmbeddings { get; init; } = true;

    /// <summary>Whether embeddings of tokens are multiplied by the root of the width, as in Transformer-XL. Memory tokens never are.</summary>
    public bool ScaledEmbeddings { get; init; }

    /// <summary>
    /// Places with a learned vector, added to whatever stands there in the sequence, memory tokens included: GPT-2's absolute positions, counted
    /// from each segment's start. At least 0; 0 for none.
    /// </summary>
    public long LearnedPositions { get; init; }

    /// <summary>Added to the mean square before its root is taken. More than 0.</summary>
    public double NormEpsilon { get; init; } = 1e-5;

    /// <summary>Standard deviation of initial weights; divided by the root of twice the layers where a layer adds to the stream. More than 0.</summary>
    public double InitialDeviation { get; init; } = 0.02;

    /// <summary>Memories by name, in the order in which they are read and written.</summary>
    public IReadOnlyDictionary<string, MemoryConfig> Memories { get; init; } = new Dictionary<string, MemoryConfig>();

    /// <summary>What a token sees of its own segment: one pattern, or several whose attentions are merged by their masses.</summary>
    public IReadOnlyList<AttentionPattern> Local { get; init; } = [new Causal()];

    /// <summary>How the segment's own keys are scored.</summary>
    public PositionPolicyConfig Positions { get; init; } = new TrueDistanceConfig();

    /// <summary>Standard deviation of initial weights that add to the stream.</summary>
    internal double ResidualDeviation => InitialDeviation / Math.Sqrt(2.0 * Layers);

    /// <summary>The rotation of heads.</summary>
    internal RotaryEmbedding Rotary => new(HeadWidth, RopeBase);

    /// <exception cref="ConfigurationException">A size is out of range, or sizes do not fit each other.</exception>
    internal void Check()
    {
        Require(Layers >= 1, "layers", Layers, "at least 1");
        Require(Heads >= 1, "heads", Heads, "at least 1");
        Require(Width >= 1 && (Width % Heads == 0 || HeadWidth != Width / Heads), "width", Width, $"{16 * Heads} or another multiple of the {Heads} heads, or give head_width");
        Require(HeadWidth >= 1, "head_width", HeadWidth, "at least 1");
        Require(KeyValueHeads >= 1 && Heads % KeyValueHeads == 0, "key_value_heads", KeyValueHeads, $"a divisor of the {Heads} heads");
        Require(FeedForward >= 1, "feed_forward", FeedForward, "at least 1");
        Require(Dropout is >= 0 and < 1, "dropout", Dropout, "from 0 to less than 1");
        Require(RopeBase > 1, "rope_base", RopeBase, "more than 1");
        Require(NormEpsilon > 0, "norm_epsilon", NormEpsilon, "more than 0");
        Require(NormalisedHeads.InitialScale > 0, "normalised_heads.initial_scale", NormalisedHeads.InitialScale, "more than 0");
        Require(LearnedPositions >= 0, "learned_positions", LearnedPositions, "how many places a sequence has, or 0 for none");
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
