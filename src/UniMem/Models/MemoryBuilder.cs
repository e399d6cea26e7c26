using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>Builds the memories of a model, layer by layer.</summary>
internal static class MemoryBuilder
{
    /// <summary>The memories of one layer, or of the output when the context names no layer, in the order of the configuration.</summary>
    /// <exception cref="ConfigurationException">A memory names no layer of this backbone, or its parts do not fit.</exception>
    public static IReadOnlyList<LayerMemory> At(BuildContext context) =>
    [
        .. context.Model.Memories
            .Where(memory => Serves(memory.Key, memory.Value, context))
            .Select(memory => new LayerMemory(memory.Value, context with { Path = $"model.memories.{memory.Key}", Memory = memory.Key })),
    ];

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
        if (memory.Layers.IsOutput)
        {
            return context.Layer is null;
        }

        try
        {
            var layers = memory.Layers.Of(context.Model.Layers);
            return context.Layer is { } layer && layers.Contains(layer);
        }
        catch (ArgumentException mistake)
        {
            throw new ConfigurationException($"model.memories.{name}.layers", mistake.Message, mistake);
        }
    }
}
