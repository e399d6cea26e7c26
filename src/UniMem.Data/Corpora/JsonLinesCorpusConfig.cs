using System.Text.Json;
using UniMem.Components;

namespace UniMem.Data.Corpora;

/// <summary>JSON lines in UTF-8: each line of a file is an object, and one of its fields is a document.</summary>
/// <remarks>Lines with nothing but white space are skipped; every other line must hold the field. The file is held in memory.</remarks>
[Component("jsonl")]
public sealed record JsonLinesCorpusConfig : FileCorpusConfig
{
    /// <summary>The field that holds the text.</summary>
    public string Field { get; init; } = "text";

    /// <inheritdoc/>
    private protected override IReadOnlyList<DocumentSource> Find(string location, string key)
    {
        if (!File.Exists(location))
        {
            throw new ConfigurationException(key, $"there is no file '{location}' (looked for {System.IO.Path.GetFullPath(location)}).");
        }

        var sources = TextFile.Read(location, key).Split('\n')
            .Select((line, index) => (Line: line, Number: index + 1))
            .Where(row => !string.IsNullOrWhiteSpace(row.Line))
            .Select(row => Source(row.Line, FormattableString.Invariant($"{System.IO.Path.GetFileName(location)}:{row.Number}"), key))
            .ToList();
        return sources.Count > 0 ? sources : throw new ConfigurationException(key, $"'{location}' holds no line; a document is a line.");
    }

    private DocumentSource Source(string line, string name, string key)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(Field, out var value) && value.ValueKind == JsonValueKind.String)
            {
                var text = value.GetString()!;
                return new(name, () => text);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ConfigurationException(key, $"{name} is no line of JSON: {e.Message}", e);
        }

        throw new ConfigurationException(key, $"{name} has no field '{Field}' that holds a text; name the right one with field:.");
    }
}
