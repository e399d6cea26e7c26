using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Models;

namespace UniMem.Experiments.Schemas;

/// <summary>JSON Schema (draft 2020-12) of the files that UniMem reads, so that editors complete and check them.</summary>
/// <remarks>
/// A file that extends another is held against the lenient form, which demands no key: what it lacks may stand in the other. What only the
/// whole run can show, such as sizes that do not fit each other, is left to the commands.
/// </remarks>
public static class SchemaFile
{
    private const string Extends = "extends";

    private static readonly JsonSerializerOptions Layout = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The schema as text that ends with a line feed.</summary>
    /// <param name="kind">The kind of file.</param>
    /// <param name="registry">The components that files may name, those of plugins among them.</param>
    public static string Of(SchemaKind kind, ComponentRegistry registry)
    {
        var definitions = new SchemaDefinitions(registry);
        var root = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = kind switch
            {
                SchemaKind.Run => "UniMem: a run",
                SchemaKind.Sweep => "UniMem: a sweep",
                SchemaKind.Method => "UniMem: a method",
                _ => "UniMem: part of a run",
            },
            ["type"] = "object",
        };
        foreach (var (keyword, value) in Body(kind, definitions))
        {
            root[keyword] = value?.DeepClone();
        }

        root["$defs"] = definitions.All;
        return root.ToJsonString(Layout) + "\n";
    }

    private static JsonObject Body(SchemaKind kind, SchemaDefinitions definitions) => kind switch
    {
        SchemaKind.Run => Either(Whole(definitions), Part(definitions)),
        SchemaKind.Method => Either(Method(definitions), Part(definitions)),
        SchemaKind.Sweep => Sweep(definitions),
        _ => Part(definitions),
    };

    private static JsonObject Either(JsonObject alone, JsonObject extending) => new()
    {
        ["if"] = new JsonObject { ["required"] = new JsonArray(Extends) },
        ["then"] = extending,
        ["else"] = alone,
    };

    private static JsonObject Whole(SchemaDefinitions definitions)
    {
        var run = definitions.Properties(typeof(RunConfig), whole: true);
        return Closed(run, ["name", "model", "data"]);
    }

    private static JsonObject Method(SchemaDefinitions definitions)
    {
        var run = definitions.Properties(typeof(RunConfig), whole: false);
        var model = definitions.Value(typeof(ModelConfig), null, null, whole: true);
        model["description"] = run["model"]!["description"]!.DeepClone();
        run["model"] = model;
        return Closed(run, []);
    }

    private static JsonObject Part(SchemaDefinitions definitions)
    {
        var run = definitions.Properties(typeof(RunConfig), whole: false);
        run.Insert(0, Extends, Bases());
        return Closed(run, []);
    }

    private static JsonObject Sweep(SchemaDefinitions definitions)
    {
        var sweep = Part(definitions);
        var properties = sweep["properties"]!.AsObject();
        foreach (var (key, value) in definitions.Properties(typeof(SweepSettings), whole: true).Concat(SweepKeys.Of(definitions)))
        {
            properties[key] = value?.DeepClone();
        }

        sweep["anyOf"] = new JsonArray([.. SweepKeys.Varying.Append(Extends).Select(key => new JsonObject { ["required"] = new JsonArray(key) })]);
        return sweep;
    }

    private static JsonObject Bases() => new()
    {
        ["description"] = "Files that this one is laid over, in order, relative to this file: maps merge, anything else replaces, null removes.",
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string" },
            new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = "string" } }),
    };

    private static JsonObject Closed(JsonObject properties, string[] required) => new()
    {
        ["properties"] = properties,
        ["required"] = new JsonArray([.. required.Select(key => JsonValue.Create(key))]),
        ["additionalProperties"] = false,
    };
}
