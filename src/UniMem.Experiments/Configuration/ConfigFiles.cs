using System.Text;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Configuration;

/// <summary>Reads configuration files together with the files that they extend.</summary>
public static class ConfigFiles
{
    private const string Extends = "extends";

    /// <summary>The file laid over those it extends, which are laid over one another in the order in which it names them.</summary>
    /// <param name="file">Path, relative to the current directory.</param>
    /// <exception cref="ConfigurationException">A file is missing, unreadable, no YAML map, or extends itself.</exception>
    public static ConfigMap Load(string file)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var full = Path.GetFullPath(file);
        return Load(full, [full], new SourceLocation(Shown(full), File: full), named: "");
    }

    /// <summary>A file's path as messages show it: relative to the current directory where it lies below it.</summary>
    public static string Shown(string file)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), file);
        return relative.StartsWith("..", StringComparison.Ordinal) ? file : relative.Replace('\\', '/');
    }

    private static ConfigMap Load(string full, IReadOnlyList<string> chain, SourceLocation asked, string named)
    {
        var shown = Shown(full);
        var node = YamlReader.Read(Text(full, asked, named), shown, full);
        if (node is not ConfigMap map)
        {
            throw node.Location.Wrong("", node is ConfigScalar { IsNull: true }
                ? "the file says nothing; a configuration is a map of keys and values."
                : $"a configuration is a map of keys and values; this is {node.Describe()}.");
        }

        return map[Extends] is { } extends
            ? ConfigMerge.Over(
                Bases(extends).Select(name => Base(name, full, chain)).Aggregate(ConfigMerge.Over),
                map.Without(Extends))
            : map;
    }

    private static IEnumerable<ConfigScalar> Bases(ConfigNode extends)
    {
        IReadOnlyList<ConfigNode> names = extends is ConfigList list ? list.Items : [extends];
        return names.Count > 0 && names.All(name => name is ConfigScalar { IsNull: false })
            ? names.Cast<ConfigScalar>()
            : throw extends.Location.Wrong(Extends, $"expected files, such as [../models/tiny.yaml]; got {extends.Describe()}.");
    }

    private static ConfigMap Base(ConfigScalar name, string from, IReadOnlyList<string> chain)
    {
        var full = Path.GetFullPath(name.Text, Path.GetDirectoryName(from)!);
        return chain.Contains(full)
            ? throw name.Location.Wrong(Extends, $"goes in a circle: {string.Join(" -> ", chain.Append(full).Select(Shown))}.")
            : Load(full, [.. chain, full], name.Location, name.Text);
    }

    private static string Text(string full, SourceLocation asked, string named)
    {
        var path = named.Length == 0 ? "" : Extends;
        if (Directory.Exists(full))
        {
            throw asked.Wrong(path, "this is a folder; name a file" + InFolder(full));
        }

        if (!File.Exists(full))
        {
            var what = named.Length == 0 ? "there is no such file" : $"there is no file '{named}', which would be {Shown(full)}";
            throw asked.Wrong(path, what + Neighbour(full));
        }

        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(Bytes(full));
        }
        catch (DecoderFallbackException e)
        {
            throw new SourceLocation(Shown(full)).Wrong("", $"byte {e.Index} is not UTF-8; save the file in that encoding.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw asked.Wrong(path, $"cannot read {Shown(full)}: {e.Message}", e);
        }
    }

    private static ReadOnlySpan<byte> Bytes(string full)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(full);
        return bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
    }

    private static string InFolder(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.yaml").Order(StringComparer.Ordinal).ToList();
        return files.Count == 0 ? "." : $" in it, such as {Shown(files[0])}.";
    }

    private static string Neighbour(string full)
    {
        var folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
        {
            return $"; nor is there a folder {Shown(folder)}.";
        }

        var files = Directory.EnumerateFiles(folder, "*.yaml").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal);
        return NearestName.Of(Path.GetFileName(full), files) is { } near ? $"; did you mean '{near}'?" : ".";
    }
}
