using System.Globalization;
using System.Text.Json.Nodes;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Schemas;

/// <summary>Turns YAML into JSON by the rules of YAML 1.2, as editors do before they hold a file against a schema.</summary>
public static class YamlJson
{
    /// <summary>The same values as JSON; null for nothing.</summary>
    public static JsonNode? Of(ConfigNode node) => node switch
    {
        ConfigMap map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Of(entry.Value)))),
        ConfigList list => new JsonArray([.. list.Items.Select(Of)]),
        ConfigScalar { IsNull: true } => null,
        ConfigScalar { Quoted: true } quoted => JsonValue.Create(quoted.Text),
        ConfigScalar plain => Plain(plain.Text),
        _ => throw new InvalidOperationException($"{node.GetType().Name} is no node that YAML has."),
    };

    private static JsonValue Plain(string text) => text switch
    {
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) =>
            JsonValue.Create(real),
        _ => JsonValue.Create(text),
    };
}
