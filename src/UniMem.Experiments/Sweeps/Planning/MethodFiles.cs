using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>Finds the files of methods that sweeps name.</summary>
public static class MethodFiles
{
    private const string Folder = "configs/methods";

    /// <summary>Lays a method over a run; what another method had said of memories and attention is forgotten.</summary>
    /// <param name="run">The run.</param>
    /// <param name="method">A name such as <c>unimix</c>, for <c>configs/methods/unimix.yaml</c> in a folder above, or the path of a file.</param>
    /// <param name="axis">Where the axis stands, for messages.</param>
    public static ConfigMap Lay(ConfigMap run, ConfigNode method, string axis)
    {
        if (method is not ConfigScalar { IsNull: false } name)
        {
            throw method.Location.Wrong(axis, $"expected the name of a method or the path of its file; got {method.Describe()}.");
        }

        var fragment = ConfigFiles.Load(Find(name, axis));
        var label = new ConfigEntry("method", name.Location, new ConfigScalar(Path.GetFileNameWithoutExtension(name.Text), quoted: true, name.Location));
        return ConfigMerge.Over(Without(run).With(label), fragment);
    }

    private static ConfigMap Without(ConfigMap run) => run.Find("model") is { Value: ConfigMap model } entry
        ? run.With(entry with { Value = model.Without("memories").Without("local").Without("positions") })
        : run;

    private static string Find(ConfigScalar name, string axis)
    {
        if (name.Text.EndsWith(".yaml", StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(name.Text, name.Location.Folder);
            return File.Exists(path) ? path : throw name.Location.Wrong(axis, $"there is no file '{name.Text}', which would be {ConfigFiles.Shown(path)}.");
        }

        var folders = Above(name.Location.Folder).Select(folder => Path.Combine(folder, Folder)).Where(Directory.Exists).ToList();
        return folders.Select(folder => Path.Combine(folder, name.Text + ".yaml")).FirstOrDefault(File.Exists)
            ?? throw name.Location.Wrong(axis, folders.Count == 0
                ? $"no {Folder} was found above this file; give the path of the method's file, with .yaml."
                : $"no method is called '{name.Text}'{NearestName.Hint(name.Text, Names(folders[0]))}");
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }

    private static List<string> Names(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];
}
