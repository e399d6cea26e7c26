using System.Reflection;
using System.Runtime.Loader;

namespace UniMem.Experiments.Plugins;

/// <summary>Loads a plugin with dependencies of its own, beside the host and other plugins.</summary>
/// <remarks>Assemblies named <c>UniMem*</c> and <c>TorchSharp</c> are the host's, so that the types on both sides are the same.</remarks>
/// <param name="file">Full path of the plugin's assembly.</param>
internal sealed class PluginContext(string file) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(file))
{
    private readonly AssemblyDependencyResolver _dependencies = new(file);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        IsShared(assemblyName.Name!) || _dependencies.ResolveAssemblyToPath(assemblyName) is not { } path
            ? null
            : LoadFromAssemblyPath(path);

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _dependencies.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static bool IsShared(string name) =>
        name is "TorchSharp" or "UniMem" || name.StartsWith("UniMem.", StringComparison.Ordinal);
}
