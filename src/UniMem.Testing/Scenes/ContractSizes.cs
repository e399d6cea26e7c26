using TorchSharp;
using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Management;
using UniMem.Memory.Writing;
using UniMem.Memory.Reading;
using UniMem.Memory.Injection;
using UniMem.Attention.Patterns;
using UniMem.Models;

namespace UniMem.Testing.Scenes;

/// <summary>The backbone in which contracts build parts: small, and no two sizes alike.</summary>
internal static class ContractSizes
{
    /// <summary>Name of the memory that a part belongs to.</summary>
    public const string Memory = "memory";

    /// <summary>Name of a memory of keys and values that stands before it in the same layer.</summary>
    public const string Earlier = "recent";

    /// <summary>Name of one of hidden states that stands there too.</summary>
    public const string EarlierHidden = "recent_hidden";

    /// <summary>Two layers of four query heads over two key-value heads of width 6.</summary>
    public static ModelConfig Model { get; } = new()
    {
        Layers = 2,
        Width = 24,
        Heads = 4,
        KeyValueHeads = 2,
        FeedForward = 20,
        InitialDeviation = 0.4,
    };

    /// <summary>A fresh context at the second layer, with segments of 4 tokens.</summary>
    public static BuildContext AtLayer(torch.ScalarType compute)
    {
        var context = new BuildContext
        {
            Model = Model,
            Segment = 4,
            Seed = 1,
            Numerics = new Numerics(torch.CPU, compute),
            Rotary = new RotaryEmbedding(Model.HeadWidth, Model.RopeBase),
            Path = $"model.memories.{Memory}",
            Memory = Memory,
            Layer = 1,
        };
        var recent = new MemoryConfig
        {
            Write = new KeyValueWriterConfig(),
            Manage = new FifoConfig { Capacity = 8 },
            Read = new PositionReaderConfig { Pattern = new Everything() },
            Inject = new JointInjectorConfig(),
        };
        var local = Model.Positions.Build(context.At("positions"));
        var earlier = new LayerMemory(recent, context with { Path = $"model.memories.{Earlier}", Memory = Earlier, Local = local });
        var hidden = new LayerMemory(
            recent with { Write = new HiddenWriterConfig() }, context with { Path = $"model.memories.{EarlierHidden}", Memory = EarlierHidden, Local = local });
        return context with { Local = local, Earlier = new Dictionary<string, LayerMemory> { [Earlier] = earlier, [EarlierHidden] = hidden } };
    }

    /// <summary>The same context at the output.</summary>
    public static BuildContext AtOutput(BuildContext layer) => layer with { Layer = null, Local = null, Earlier = new Dictionary<string, LayerMemory>() };
}
