using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Management;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Tests.Parts;

namespace UniMem.Training.Tests;

/// <summary>The six methods of <c>configs/methods</c>, on a backbone of a size for tests.</summary>
internal static class Methods
{
    private static readonly MemoryConfig Tokens = new()
    {
        Layers = new LayerSelection("output"),
        Write = new MemoryTokenWriterConfig(),
        Manage = new FifoConfig { Capacity = 4 },
        Read = new PositionReaderConfig { Pattern = new Everything() },
        Inject = new MemoryTokenInjectorConfig { Tokens = 4 },
    };

    private static readonly AnyOf Near = new()
    {
        Patterns = [new Window { Size = SlotCount.Segments(4) }, new Oldest { Count = 4 }],
    };

    public static readonly IReadOnlyList<string> WithMemory = ["transformer-xl", "memorizing-transformer", "longformer", "unimix", "rmt"];

    public static readonly IReadOnlyList<string> All = [.. WithMemory, "vanilla"];

    public static ModelConfig Of(string method, ModelConfig backbone) => backbone with { Memories = Memories(method) };

    /// <summary>And one that is managed by attention and has a loss of its own.</summary>
    public static readonly IReadOnlyList<string> WithAuxiliary = [.. All, "attended"];

    /// <summary>A memory that is managed by attention, and whose writer has a loss of its own.</summary>
    public static MemoryConfig Attended(double weight) => KeyValues(2) with
    {
        Write = new LossyWriterConfig { Weight = weight },
        Manage = new MostAttendedConfig { Capacity = 6 },
    };

    private static Dictionary<string, MemoryConfig> Memories(string method) => method switch
    {
        "vanilla" => [],
        "transformer-xl" => new() { ["recent"] = KeyValues(3) with { Write = new HiddenWriterConfig() } },
        "memorizing-transformer" => new()
        {
            ["recent"] = KeyValues(20) with
            {
                Layers = new LayerSelection("last"),
                Read = new TopKReaderConfig { K = 32 },
                Inject = new GatedInjectorConfig { Positions = new UnrotatedConfig() },
            },
        },
        "longformer" => new()
        {
            ["recent"] = KeyValues(8) with
            {
                Manage = new ClearOnOverflowConfig { Capacity = SlotCount.Segments(8) },
                Read = new PositionReaderConfig
                {
                    Pattern = new AnyOf
                    {
                        Patterns =
                        [
                            new Window { Size = SlotCount.Segments(4), Dilation = 2 },
                            new Window { Size = SlotCount.Segments(2) },
                            new Oldest { Count = 4 },
                        ],
                    },
                },
            },
        },
        "rmt" => new() { ["summary"] = Tokens },
        "attended" => new() { ["m"] = Attended(weight: 0.5) },
        "unimix" => new()
        {
            ["recent"] = KeyValues(20) with
            {
                Layers = new LayerSelection("upper_half"),
                Read = new UnionReaderConfig
                {
                    Readers =
                    [
                        new PositionReaderConfig { Pattern = Near },
                        new TopKReaderConfig { K = 4, Among = new Not { Pattern = Near } },
                    ],
                },
            },
            ["summary"] = Tokens,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "no such method"),
    };

    private static MemoryConfig KeyValues(long segments) => new()
    {
        Write = new KeyValueWriterConfig(),
        Manage = new FifoConfig { Capacity = SlotCount.Segments(segments) },
        Read = new PositionReaderConfig { Pattern = new Everything() },
        Inject = new JointInjectorConfig { Positions = new TrueDistanceConfig() },
    };
}
