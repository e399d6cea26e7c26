using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace UniMem.Experiments.Yaml;

/// <summary>Writes nodes as YAML text: the same nodes always give the same bytes.</summary>
public static class YamlWriter
{
    /// <summary>The text, with line feeds on every platform; lists of plain values stand on one line.</summary>
    public static string Write(ConfigNode node) => Write(node, oneLine: false);

    /// <summary>The text on one line, such as <c>{type: fifo, capacity: 512}</c>.</summary>
    public static string OneLine(ConfigNode node) => Write(node, oneLine: true).TrimEnd('\n');

    private static string Write(ConfigNode node, bool oneLine)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var settings = new EmitterSettings(bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024)
            .WithNewLine("\n")
            .WithIndentedSequences();
        var emitter = new Emitter(text, settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, node, oneLine);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, ConfigNode node, bool oneLine)
    {
        switch (node)
        {
            case ConfigScalar scalar:
                emitter.Emit(Scalar(scalar.Text, scalar.Quoted));
                break;
            case ConfigList list:
                var listStyle = oneLine || list.Items.All(item => item is ConfigScalar) ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, listStyle));
                foreach (var item in list.Items)
                {
                    Emit(emitter, item, oneLine);
                }

                emitter.Emit(new SequenceEnd());
                break;
            case ConfigMap map:
                var mapStyle = oneLine || map.Entries.Count == 0 ? MappingStyle.Flow : MappingStyle.Block;
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, mapStyle));
                foreach (var entry in map.Entries)
                {
                    emitter.Emit(Scalar(entry.Key, quoted: false));
                    Emit(emitter, entry.Value, oneLine);
                }

                emitter.Emit(new MappingEnd());
                break;
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is no node that YAML has.");
        }
    }

    private static Scalar Scalar(string text, bool quoted) => new(
        AnchorName.Empty,
        TagName.Empty,
        text,
        quoted ? ScalarStyle.DoubleQuoted : ScalarStyle.Any,
        isPlainImplicit: true,
        isQuotedImplicit: true);
}
