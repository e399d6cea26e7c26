using System.Reflection;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Training;

namespace UniMem.Experiments.Plugins;

/// <summary>The assemblies that a plugin has in common with the program that loads it.</summary>
internal static class HostAssemblies
{
    private static readonly Dictionary<string, Assembly> Shared = new[]
    {
        typeof(torch).Assembly, typeof(ComponentConfig).Assembly, typeof(DataConfig).Assembly, typeof(TrainingConfig).Assembly,
        typeof(HostAssemblies).Assembly,
    }.ToDictionary(assembly => assembly.GetName().Name!);

    /// <summary>UniMem's version: major, minor and patch.</summary>
    public static string Version => typeof(ComponentConfig).Assembly.GetName().Version!.ToString(3);

    /// <summary>The host's assembly of a name; null when the host has none, or does not share it.</summary>
    public static Assembly? Find(string name) => Shared.GetValueOrDefault(name);

    /// <summary>Whether an assembly is UniMem's, and so bears UniMem's version.</summary>
    public static bool IsUniMem(string name) => name != "TorchSharp" && Shared.ContainsKey(name);
}
