using System.Text.Json.Nodes;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Schemas;

/// <summary>The keys by which a sweep says what it varies; they hold paths of a run's settings.</summary>
internal static class SweepKeys
{
    private const string Paths = @"^(model|data|training|evaluation)(\.[A-Za-z0-9_-]+)+$";

    /// <summary>Keys of which a sweep needs at least one.</summary>
    public static IReadOnlyList<string> Varying { get; } = ["axes"];

    /// <summary>Their schemas.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Of(SchemaDefinitions definitions)
    {
        yield return new("axes", new JsonObject
        {
            ["description"] = "What is varied: each setting, by its path, with the list of its values. Every combination is a run.",
            ["type"] = "object",
            ["minProperties"] = 1,
            ["properties"] = Lists(definitions),
            ["patternProperties"] = new JsonObject { [Paths] = new JsonObject { ["type"] = "array", ["minItems"] = 1 } },
            ["additionalProperties"] = false,
        });
    }

    private static JsonObject Lists(SchemaDefinitions definitions)
    {
        var lists = new JsonObject
        {
            ["method"] = List(new JsonObject { ["type"] = "string" }, "Names such as unimix, for configs/methods/unimix.yaml in a folder above, or paths of files."),
        };
        foreach (var (path, value) in Settings(typeof(RunConfig), "", definitions).Where(setting => setting.Path is not ("method" or "name")))
        {
            lists[path] = List(value, value["description"]?.GetValue<string>() ?? "");
        }

        return lists;
    }

    private static IEnumerable<(string Path, JsonObject Value)> Settings(Type record, string above, SchemaDefinitions definitions)
    {
        var properties = definitions.Properties(record, whole: true);
        return Setting.Of(record).SelectMany(setting => ValueFormat.Of(Nullable.GetUnderlyingType(setting.Type) ?? setting.Type) is not null
            ? [(above + setting.Key, properties[setting.Key]!.DeepClone().AsObject())]
            : setting.Type.IsClass && !setting.Type.IsAbstract && setting.Type != typeof(string)
                ? Settings(setting.Type, $"{above}{setting.Key}.", definitions)
                : []);
    }

    private static JsonObject List(JsonObject items, string description) => new()
    {
        ["description"] = description,
        ["type"] = "array",
        ["minItems"] = 1,
        ["items"] = items,
    };
}
