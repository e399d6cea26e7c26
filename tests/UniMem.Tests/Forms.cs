using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Tests.Parts;

namespace UniMem.Tests;

/// <summary>The methods in the forms of their papers, small, each exercising other parts.</summary>
internal static class Forms
{
    public static ModelConfig TransformerXl => RelativeSinusoidsTests.TransformerXl();

    public static ModelConfig Memorizing => Given.Backbone with
    {
        Activation = Activation.Relu,
        NormalisedHeads = new() { Layers = LayerSelection.All, InitialScale = 3 },
        Positions = new BucketBiasConfig { Buckets = 8, MaxDistance = 16 },
        Memories = new Dictionary<string, MemoryConfig>
        {
            ["cache"] = Given.KeyValues(5, inject: new JointInjectorConfig { Positions = new LocalPolicyConfig() }) with { StopGradient = true },
            ["external"] = Given.KeyValues(14, new TopKReaderConfig { K = 3 }, new GatedInjectorConfig()) with
            {
                Layers = new("last"),
                StopGradient = true,
            },
        },
    };

    public static ModelConfig SearchedEvictions => Memorizing with
    {
        KeyValueHeads = 1,
        Norm = NormKind.Layer,
        Activation = Activation.Gelu,
        Biases = new() { Output = new("first"), FeedForward = LayerSelection.All },
        Memories = new Dictionary<string, MemoryConfig>
        {
            ["cache"] = Memorizing.Memories["cache"],
            ["distant"] = Given.KeyValues(9, new TopKReaderConfig { K = 3 }, new JointInjectorConfig { Positions = new UnrotatedConfig() }) with
            {
                Layers = new("last"),
                Write = new EvictedWriterConfig { From = "cache" },
            },
        },
    };

    public static ModelConfig Rmt => Given.Backbone with
    {
        Activation = Activation.GeluTanh,
        Norm = NormKind.Layer,
        Biases = new() { Qkv = LayerSelection.All, Output = LayerSelection.All, FeedForward = LayerSelection.All },
        LearnedPositions = 40,
        Positions = new UnrotatedConfig(),
        Memories = new Dictionary<string, MemoryConfig> { ["summary"] = Given.Tokens(2, 4) },
    };

    public static ModelConfig RmtWithCache => TransformerXl with
    {
        Memories = new Dictionary<string, MemoryConfig>
        {
            ["summary"] = Given.Tokens(2, 2),
            ["recent"] = TransformerXl.Memories["recent"] with
            {
                Write = new HiddenWriterConfig { WholeSequence = true },
                Read = new PositionReaderConfig { Pattern = new FromText() },
            },
        },
    };

    public static ModelConfig Longformer
    {
        get
        {
            var dilated = new SplitHeads { Heads = 1, Pattern = new Window { Size = 12, Dilation = 3 }, Others = new Window { Size = 6 } };
            var pattern = new ByLayer { Choices = [new() { Layers = new("0"), Pattern = new Window { Size = 4 } }, new() { Pattern = dilated }] };
            return Given.Backbone with
            {
                Local = [pattern],
                Memories = new Dictionary<string, MemoryConfig> { ["sequence"] = Given.KeyValues(12, new PositionReaderConfig { Pattern = pattern }) },
            };
        }
    }

    public static ModelConfig UniMix
    {
        get
        {
            var near = new AnyOf { Patterns = [new Window { Size = 6 }, new Oldest { Count = 2 }] };
            var origin = new JointInjectorConfig { Positions = new SegmentOriginConfig { OfSequence = true } };
            return Given.With(
                ("recent", Given.KeyValues(15, new UnionReaderConfig
                {
                    Readers = [new PositionReaderConfig { Pattern = near }, new TopKReaderConfig { K = 2, Among = new Not { Pattern = near } }],
                }, origin)),
                ("summary", Given.Tokens(2, 2) with { Inject = new MemoryTokenInjectorConfig { Tokens = 2, Initial = InitialTokens.None, Mutual = false } }));
        }
    }

    public static ModelConfig CrossAttention => Given.With(
        ("attended", Given.KeyValues(6) with { Manage = new MostAttendedConfig { Capacity = 6 } }),
        ("distant", Given.KeyValues(15, new TopKReaderConfig { K = 4 }, new CrossAttentionConfig()) with { Write = new HiddenWriterConfig() }));

    public static IReadOnlyDictionary<string, ModelConfig> All { get; } = new Dictionary<string, ModelConfig>
    {
        ["vanilla"] = Given.Backbone,
        ["Transformer-XL"] = TransformerXl,
        ["Memorizing Transformer"] = Memorizing,
        ["searched evictions"] = SearchedEvictions,
        ["RMT"] = Rmt,
        ["RMT with a cache"] = RmtWithCache,
        ["Longformer"] = Longformer,
        ["UniMix"] = UniMix,
        ["cross attention beside what is attended to"] = CrossAttention,
    };

    public static IEnumerable<string> Names => All.Keys;

    public static IEnumerable<string> WithMemory => All.Keys.Where(name => name != "vanilla");
}
