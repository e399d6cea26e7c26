using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>Builds the memories of a model, layer by layer.</summary>
internal static class MemoryBuilder
{
    /// <summary>The memories of one layer, or of the output when the context names no layer, in the order of the configuration.</summary>
    /// <exception cref="ConfigurationException">A memory names no layer of this backbone, or its parts do not fit.</exception>
    public static IReadOnlyList<LayerMemory> At(BuildContext context)
    {
        var built = new Dictionary<string, LayerMemory>();
        foreach (var (name, memory) in context.Model.Memories.Where(memory => Serves(memory.Key, memory.Value, context)))
        {
            built[name] = new LayerMemory(memory, context with { Path = $"model.memories.{name}", Memory = name, Earlier = built });
        }

        return [.. built.Values];
    }

    /// <summary>The memories as submodules, so that their parameters are called <c>memories.NAME.PART</c>.</summary>
    public static ModuleDict<LayerMemory> Register(IReadOnlyList<LayerMemory> memories)
    {
        var modules = new ModuleDict<LayerMemory>();
        foreach (var memory in memories)
        {
            modules.Add(memory.Name, memory);
        }

        return modules;
    }

    private static bool Serves(string name, MemoryConfig memory, BuildContext context)
    {
        return memory.Layers.IsOutput ? context.Layer is null
            : memory.Layers != LayerSelection.None ? (context with { Path = $"model.memories.{name}" }).Serves(memory.Layers, "layers")
            : throw new ConfigurationException($"model.memories.{name}.layers", "the memory serves no layer; name some, or remove it by null.");
    }
}
