using System.Reflection;
using System.Runtime.Loader;

namespace UniMem.Experiments.Plugins;

/// <summary>Loads a plugin with dependencies of its own, beside the host and other plugins.</summary>
/// <remarks>
/// UniMem's own assemblies and <c>TorchSharp</c> are the host's, whatever version the plugin names and whatever copies lie beside it, so that
/// the types on both sides are the same; <see cref="PluginCheck"/> has the last word on versions.
/// </remarks>
/// <param name="file">Full path of the plugin's assembly.</param>
internal sealed class PluginContext(string file) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(file))
{
    private readonly AssemblyDependencyResolver _dependencies = new(file);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        HostAssemblies.Find(assemblyName.Name!) is { } host ? host
            : _dependencies.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path)
            : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _dependencies.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
