using UniMem.Components;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace UniMem.Experiments.Yaml;

/// <summary>Reads YAML text into nodes that know where they were written.</summary>
/// <remarks>
/// A subset on purpose: one document, plain keys, anchors and aliases, no tags. Keys that stand twice are refused. YamlDotNet parses; only
/// its events are used, because its object model loses the places.
/// </remarks>
public sealed class YamlReader
{
    private const int DeepestNesting = 64;

    private readonly Parser _parser;
    private readonly Func<Mark, SourceLocation> _locate;
    private readonly Dictionary<string, ConfigNode> _anchors = [];

    private YamlReader(string text, Func<Mark, SourceLocation> locate) => (_parser, _locate) = (new Parser(new StringReader(text)), locate);

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="shown">The file's name as messages show it.</param>
    /// <param name="file">The file's full path; null when the text comes from elsewhere.</param>
    /// <exception cref="ConfigurationException">The text is not YAML, or uses what is not supported.</exception>
    public static ConfigNode Read(string text, string shown, string? file = null) =>
        Read(text, mark => new SourceLocation(shown, mark.Line, mark.Column, file));

    /// <summary>Reads a value that stands at one place as a whole, such as a command-line override.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="location">The place of every node read.</param>
    /// <exception cref="ConfigurationException">The text is not YAML, or uses what is not supported.</exception>
    public static ConfigNode Read(string text, SourceLocation location) => Read(text, _ => location);

    private static ConfigNode Read(string text, Func<Mark, SourceLocation> locate)
    {
        var reader = new YamlReader(text, locate);
        try
        {
            return reader.Document();
        }
        catch (YamlException) when (IndentedByTab(text) is { } mark)
        {
            throw locate(mark).Wrong("", "this is not YAML: the line begins with a tab; indent with spaces.");
        }
        catch (YamlException e)
        {
            throw locate(e.Start).Wrong("", $"this is not YAML: {e.Message.TrimEnd('.')}.", e);
        }
        catch (InvalidOperationException e)
        {
            // YamlDotNet's scanner throws this for a bracket or brace that is not closed before the next key.
            throw locate(reader._parser.Current?.Start ?? Mark.Empty).Wrong("", "this is not YAML: what begins here is not closed or not finished.", e);
        }
    }

    /// <summary>Where the first line that has a tab before its text begins; YamlDotNet tells where the map around it begins.</summary>
    private static Mark? IndentedByTab(string text)
    {
        var lines = text.Split('\n');
        var line = Array.FindIndex(lines, written => written[..^written.TrimStart(' ', '\t').Length].Contains('\t'));
        return line < 0 ? null : new Mark(0, line + 1, lines[line].IndexOf('\t', StringComparison.Ordinal) + 1);
    }

    private ConfigNode Document()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out var end))
        {
            return new ConfigScalar("", quoted: false, _locate(end.Start));
        }

        _parser.Consume<DocumentStart>();
        var node = Node(depth: 0);
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<DocumentStart>(out var second)
            ? throw _locate(second.Start).Wrong("", "a second document begins here; a file holds one.")
            : node;
    }

    private ConfigNode Node(int depth)
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return _anchors.GetValueOrDefault(alias.Value.Value) ?? throw _locate(alias.Start).Wrong(
                "", $"*{alias.Value.Value} refers to no anchor before it{NearestName.Hint(alias.Value.Value, _anchors.Keys)}");
        }

        if (!_parser.Accept<NodeEvent>(out var next))
        {
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, "a value is missing");
        }

        var location = _locate(next.Start);
        if (depth > DeepestNesting)
        {
            throw location.Wrong("", $"nested deeper than {DeepestNesting} levels.");
        }

        if (!next.Tag.IsEmpty && !next.Tag.IsNonSpecific)
        {
            throw location.Wrong("", $"tags such as '{next.Tag.Value}' are not used here; a component is named by 'type:'.");
        }

        var node = Untagged(location, depth);
        if (!next.Anchor.IsEmpty)
        {
            _anchors[next.Anchor.Value] = node;
        }

        return node;
    }

    private ConfigNode Untagged(SourceLocation location, int depth)
    {
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new ConfigScalar(scalar.Value, scalar.Style != ScalarStyle.Plain, location);
        }

        if (_parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<ConfigNode>();
            while (!_parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Node(depth + 1));
            }

            return new ConfigList(items, location);
        }

        _parser.Consume<MappingStart>();
        var entries = new OrderedDictionary<string, ConfigEntry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var entry = Entry(depth);
            if (!entries.TryAdd(entry.Key, entry))
            {
                var first = entries[entry.Key].Location;
                throw entry.Location.Wrong("", $"the key '{entry.Key}' stands twice in one map; the first is at {first}.");
            }
        }

        return new ConfigMap([.. entries.Values], location);
    }

    private ConfigEntry Entry(int depth)
    {
        var key = Node(depth + 1);
        return key is ConfigScalar { Text: not "<<" } name
            ? new ConfigEntry(name.Text, key.Location, Node(depth + 1))
            : throw key.Location.Wrong("", key is ConfigScalar
                ? "merge keys '<<' are not supported; use 'extends', or an alias for the whole map."
                : $"a key must be a name, not {key.Describe()}.");
    }
}
