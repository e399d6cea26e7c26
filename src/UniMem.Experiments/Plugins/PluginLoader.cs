using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Plugins;

/// <summary>Loads the assemblies that <c>plugins:</c> names and adds their components to a registry.</summary>
public static class PluginLoader
{
    // What is loaded stays loaded: a sweep resolves many runs, and one file's types must be the same in all of them.
    private static readonly ConcurrentDictionary<(string File, string Sha256), Assembly> Loaded = [];

    /// <summary>Loads the plugins that a configuration names.</summary>
    /// <param name="plugins">
    /// The list after <c>plugins:</c>; null when there is none. Paths are relative to the file that names them.
    /// </param>
    /// <param name="registry">Receives the components.</param>
    /// <exception cref="ConfigurationException">
    /// A file is missing or no plugin, does not fit this UniMem, lacks a dependency, or a component's name is taken.
    /// </exception>
    public static IReadOnlyList<LoadedPlugin> Load(ConfigNode? plugins, ComponentRegistry registry)
    {
        if (plugins is null or ConfigScalar { IsNull: true })
        {
            return [];
        }

        var names = (plugins as ConfigList)?.Items
            ?? throw plugins.Location.Wrong("plugins", $"expected a list of files; got {plugins.Describe()}.");
        var loaded = new List<LoadedPlugin>();
        for (var i = 0; i < names.Count; i++)
        {
            var file = PathOf(names[i], $"plugins[{i}]");
            if (loaded.Any(other => other.File == file))
            {
                throw names[i].Location.Wrong($"plugins[{i}]", $"{ConfigFiles.Shown(file)} is listed twice.");
            }

            loaded.Add(Load(file, names[i].Location, $"plugins[{i}]", registry));
        }

        return loaded;
    }

    private static string PathOf(ConfigNode node, string path)
    {
        var text = node is ConfigScalar { IsNull: false } scalar
            ? scalar.Text
            : throw node.Location.Wrong(path, $"expected a file; got {node.Describe()}.");
        var file = Path.GetFullPath(text, node.Location.Folder);
        return File.Exists(file) ? file
            : Directory.Exists(file) ? throw node.Location.Wrong(path, $"{ConfigFiles.Shown(file)} is a folder; name the assembly in it, such as {Path.GetFileName(file)}.dll.")
            : throw node.Location.Wrong(path, $"there is no file {ConfigFiles.Shown(file)}; build the plugin, or mend the path.");
    }

    private static LoadedPlugin Load(string file, SourceLocation location, string path, ComponentRegistry registry)
    {
        var shown = ConfigFiles.Shown(file);
        try
        {
            var sha256 = Hash(file);
            var assembly = Loaded.GetOrAdd((file, sha256), _ => Checked(new PluginContext(file).LoadFromAssemblyPath(file)));
            registry.Add(assembly);
            return Describe(assembly, file, sha256);
        }
        catch (PluginException e)
        {
            throw location.Wrong(path, $"{shown} {e.Message}", e);
        }
        catch (BadImageFormatException e)
        {
            throw location.Wrong(path, $"{shown} is not a .NET assembly; name the .dll that the plugin's project builds.", e);
        }
        catch (ReflectionTypeLoadException e)
        {
            throw location.Wrong(path, $"{shown} does not fit this UniMem {HostAssemblies.Version}: {e.LoaderExceptions.FirstOrDefault()?.Message} "
                + "Build it again against this version.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw location.Wrong(path, $"{shown} does not load: {e.Message}", e);
        }
        catch (ConfigurationException e) when (e.Location.Length == 0)
        {
            throw location.Wrong(path, e.Problem, e);
        }
    }

    private static Assembly Checked(Assembly assembly) =>
        PluginCheck.Complaint(assembly) is { } complaint ? throw new PluginException(complaint) : assembly;

    private static LoadedPlugin Describe(Assembly assembly, string file, string sha256)
    {
        var name = assembly.GetName();
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? name.Version?.ToString()
            ?? "";
        return new LoadedPlugin(name.Name!, version, sha256, file, assembly);
    }

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private sealed class PluginException(string complaint) : Exception(complaint);
}
