using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Methods;

/// <summary>Makes the file of a new method from an old one: its parts and the comments beside them stay, its heading and label change.</summary>
public static class NewMethod
{
    private const string Schema = "# yaml-language-server:";

    /// <summary>The new file's text.</summary>
    /// <param name="name">The new method's label.</param>
    /// <param name="source">The old method's file.</param>
    /// <param name="target">Where the new one will lie: files that the old one names are named from there.</param>
    /// <exception cref="ConfigurationException">The old file cannot be read, or the name is no name.</exception>
    public static string Text(string name, string source, string target)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
        {
            throw new ConfigurationException("", $"'{name}' is no name of a method; use letters, digits, '_' and '-'.");
        }

        var written = ConfigFiles.Load(source);
        var lines = File.ReadAllLines(source).ToList();
        var own = (ConfigMap)YamlReader.Read(string.Join('\n', lines), ConfigFiles.Shown(Path.GetFullPath(source)), Path.GetFullPath(source));
        foreach (var path in Items(own["extends"]).Concat(Items(own["plugins"])))
        {
            Replace(lines, path, Moved(path.Text, source, target));
        }

        if (own["method"] is ConfigScalar label)
        {
            Replace(lines, label, name);
        }

        var heading = lines.TakeWhile(line => line.StartsWith('#')).ToList();
        var schema = heading.Where(line => line.StartsWith(Schema, StringComparison.Ordinal))
            .Select(line => line.Split('=') is [var start, var file] ? $"{start}={Moved(file, source, target)}" : line);
        string[] labelled = own["method"] is null ? [$"method: {name}"] : [];
        var from = (written["method"] as ConfigScalar)?.Text ?? Path.GetFileNameWithoutExtension(source);
        return string.Join('\n', [.. schema, $"# {name}: made from {from}. Say here what differs from it, and where that comes from.", .. labelled, .. lines.Skip(heading.Count)]) + "\n";
    }

    private static IEnumerable<ConfigScalar> Items(ConfigNode? node) => node switch
    {
        ConfigList list => list.Items.OfType<ConfigScalar>(),
        ConfigScalar { IsNull: false } one => [one],
        _ => [],
    };

    private static void Replace(List<string> lines, ConfigScalar old, string text)
    {
        var (line, column) = ((int)old.Location.Line - 1, (int)old.Location.Column - 1 + (old.Quoted ? 1 : 0));
        lines[line] = string.Concat(lines[line].AsSpan(0, column), text, lines[line].AsSpan(column + old.Text.Length));
    }

    private static string Moved(string path, string source, string target) => Path.IsPathRooted(path) || path.Contains("://", StringComparison.Ordinal)
        ? path
        : Path.GetRelativePath(Folder(target), Path.GetFullPath(path, Folder(source))).Replace('\\', '/');

    private static string Folder(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;
}
