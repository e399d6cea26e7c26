using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Documentation;
using UniMem.Experiments.Sweeps.Planning.Matching;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Schemas;

/// <summary>The keys by which a sweep says what it varies; their keys and values are those of a run's settings, by path.</summary>
public static class SweepKeys
{
    private static readonly string[] Ranges = ["log", "linear", "integer", "log_integer"];

    /// <summary>Keys of which a sweep needs at least one.</summary>
    public static IReadOnlyList<string> Varying { get; } = ["axes", "cases", "zip", "random"];

    /// <summary>The keys as they are listed for readers.</summary>
    public static IReadOnlyList<ListedSetting> Listed { get; } =
    [
        Key("axes", "map by path of lists of values, or of {values: [...], where: {...}}", "Every value of one with every value of the others."),
        Key("cases", "map by name of settings by path, or as_is", "Settings that go together under a name; `where` among them says for which runs."),
        Key("zip", "map by path of lists of values, or a list of such maps", "Axes that change together, first value with first value; `where` beside them says for which runs."),
        Key("random", "{draws, seed, settings, where}", "Settings drawn from ranges, by path: log, linear, integer or log_integer of two ends, or a choice of values."),
        Key("exclude", "list of settings with values", "Runs that are left out: those that have all the values of an item. A list means any of its values; n/a, that the run has no such setting."),
        Key("baseline", "name of a method or case, or settings with values", "What the others are compared with."),
        Key("match", "parameters, compute, tokens, wall_time, or {quantity, by, tolerance, beyond}", "What every run is made equal to the baseline in, by its width, feed-forward width, layers or steps."),
    ];

    /// <summary>Their schemas, in the same order.</summary>
    internal static IEnumerable<KeyValuePair<string, JsonNode?>> Of(SchemaDefinitions definitions) =>
        Listed.Zip<ListedSetting, JsonObject, KeyValuePair<string, JsonNode?>>(
            [
                ByPath(Typed(definitions, Axis), Axis([])),
                Cases(),
                Or(Paired(), Values(Paired())),
                Random(),
                new() { ["type"] = "array", ["minItems"] = 1, ["items"] = Condition() },
                Or(new() { ["type"] = "string" }, Condition()),
                Match(definitions),
            ],
            (key, schema) => new(key.Key, With(schema, "description", key.Summary)));

    private static ListedSetting Key(string key, string takes, string summary) => new(key, takes, "{}", null, summary);

    private static JsonObject Cases() => new()
    {
        ["type"] = "object",
        ["minProperties"] = 1,
        ["additionalProperties"] = Or(
            new() { ["const"] = "as_is" },
            ByPath(With([], "where", Condition()), [])),
    };

    private static JsonObject Paired() => ByPath(With([], "where", Condition()), Values([]));

    private static JsonObject Random()
    {
        var range = new JsonObject { ["type"] = "object", ["minProperties"] = 1, ["maxProperties"] = 1, ["additionalProperties"] = false };
        var ends = new JsonObject { ["type"] = "array", ["minItems"] = 2, ["maxItems"] = 2, ["items"] = new JsonObject { ["type"] = "number" } };
        range["properties"] = With(
            new(Ranges.Select(kind => KeyValuePair.Create(kind, (JsonNode?)ends.DeepClone()))),
            "choice",
            new JsonObject { ["type"] = "array", ["minItems"] = 2 });
        return new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["draws"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = 100_000 },
                ["seed"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["default"] = 1 },
                ["settings"] = ByPath([], range),
                ["where"] = Condition(),
            },
            ["required"] = new JsonArray("draws", "settings"),
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Match(SchemaDefinitions definitions)
    {
        var settings = definitions.Properties(typeof(MatchSettings), whole: true);
        return Or(settings["quantity"]!.DeepClone().AsObject(), new()
        {
            ["type"] = "object",
            ["properties"] = settings,
            ["required"] = new JsonArray("quantity"),
            ["additionalProperties"] = false,
        });
    }

    private static JsonObject Condition() => new() { ["type"] = "object", ["minProperties"] = 1 };

    private static JsonObject Axis(JsonObject value) => Or(
        Values(value),
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["values"] = Values(value.DeepClone().AsObject()), ["where"] = Condition() },
            ["required"] = new JsonArray("values"),
            ["additionalProperties"] = false,
        });

    private static JsonObject Values(JsonObject value) => new() { ["type"] = "array", ["minItems"] = 1, ["items"] = value };

    private static JsonObject ByPath(JsonObject known, JsonObject other) => new()
    {
        ["type"] = "object",
        ["minProperties"] = 1,
        ["properties"] = known,
        ["patternProperties"] = new JsonObject
        {
            [$@"^({string.Join('|', Setting.Of(typeof(RunConfig)).Select(setting => setting.Key))})(\.[^.\s]+)*$"] = other,
        },
        ["additionalProperties"] = false,
    };

    // The settings that every run has, so that editors complete them.
    private static JsonObject Typed(SchemaDefinitions definitions, Func<JsonObject, JsonObject> form) => new(
        from section in Sections.Of(typeof(RunConfig))
        where !section.Path.Contains("NAME", StringComparison.Ordinal)
        from setting in Setting.Of(section.Record)
        where ValueFormat.Of(Nullable.GetUnderlyingType(setting.Type) ?? setting.Type) is not null
        let value = definitions.Properties(section.Record, whole: true)[setting.Key]!.DeepClone().AsObject()
        let schema = form(value)
        select KeyValuePair.Create(
            section.Path.Length == 0 ? setting.Key : $"{section.Path}.{setting.Key}",
            (JsonNode?)With(schema, "description", value["description"]!.GetValue<string>())));

    private static JsonObject Or(JsonObject one, JsonObject other) => new() { ["anyOf"] = new JsonArray(one, other) };

    private static JsonObject With(JsonObject schema, string key, JsonNode value)
    {
        schema[key] = value;
        return schema;
    }
}
