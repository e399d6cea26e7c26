using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Documentation;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Schemas;

/// <summary>Schemas of single values: texts, numbers, counts of slots, selections of layers, words of a list.</summary>
/// <param name="documentation">What the words of a list mean.</param>
internal sealed class SchemaValues(XmlDocumentation documentation)
{
    private const string Layer = @"(all|none|upper_half|lower_half|first|last|output|\d+|\d+\.\.\d+|\d?\.\d+|1\.0|\d?\.\d+\.\.\d?\.\d+)";

    /// <summary>The schema of a single value, or null when the type is a list, map or record.</summary>
    /// <param name="type">The value's type.</param>
    /// <param name="setting">The setting it stands in, for ranges; null inside a list.</param>
    public JsonObject? Of(Type type, Setting? setting) => type switch
    {
        _ when type.IsEnum => Words(type),
        _ when type == typeof(string) => Text(setting),
        _ when type == typeof(bool) => new() { ["type"] = "boolean" },
        _ when type == typeof(int) || type == typeof(long) => Number("integer", Range(setting)),
        _ when type == typeof(double) => Number("number", Range(setting)),
        _ when type == typeof(SlotCount) => Slots(Range(setting)),
        _ when type == typeof(LayerSelection) => Layers(),
        _ => null,
    };

    /// <summary>The range that a setting's attribute or documentation states.</summary>
    private NumberRange? Range(Setting? setting) => setting is null ? null : NumberRange.Of(setting, documentation.Summary(setting.Property));

    private static JsonObject Text(Setting? setting)
    {
        if (setting?.Rules.OfType<AllowedValuesAttribute>().FirstOrDefault() is { } allowed)
        {
            return new() { ["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonValue.Create((string)value!))]) };
        }

        var text = new JsonObject { ["type"] = setting?.IsPath == true ? "string" : new JsonArray("string", "number", "boolean") };
        if (setting?.Rules.OfType<RegularExpressionAttribute>().FirstOrDefault() is { } rule)
        {
            (text["type"], text["pattern"]) = ("string", $"^({rule.Pattern})$");
        }

        return text;
    }

    private static JsonObject Number(string type, NumberRange? range)
    {
        var number = new JsonObject { ["type"] = type };
        if (range?.Least is { } least)
        {
            number[range.LeastExcluded ? "exclusiveMinimum" : "minimum"] = least;
        }

        if (range?.Most is { } most)
        {
            number[range.MostExcluded ? "exclusiveMaximum" : "maximum"] = most;
        }

        return number;
    }

    private static JsonObject Slots(NumberRange? range)
    {
        var least = range ?? new NumberRange(0, false, null, false);
        return new()
        {
            ["anyOf"] = new JsonArray(
                Number("integer", least),
                new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject { ["segments"] = Number("integer", least) },
                    ["required"] = new JsonArray("segments"),
                    ["additionalProperties"] = false,
                }),
        };
    }

    private static JsonObject Layers()
    {
        JsonObject One() => new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["enum"] = new JsonArray("all", "none", "upper_half", "lower_half", "first", "last", "output") },
                Number("number", new(0, false, null, false)),
                new JsonObject { ["type"] = "string", ["pattern"] = $@"^{Layer}(\s*,\s*{Layer})*$" }),
        };
        var layers = One();
        layers["anyOf"]!.AsArray().Add((JsonNode)new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = One() });
        return layers;
    }

    private JsonObject Words(Type type)
    {
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Static);
        return new()
        {
            ["enum"] = new JsonArray([.. fields.Select(field => JsonValue.Create(SnakeCase.Of(field.Name)))]),
            ["enumDescriptions"] = new JsonArray([.. fields.Select(field => JsonValue.Create(documentation.Summary(field)))]),
        };
    }
}
