using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Documentation;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Schemas;

/// <summary>The definitions that the schema of a file refers to: one for each record, kind and component, made when first referred to.</summary>
/// <remarks>
/// Each comes in two forms. A whole one demands what has no default. A part, which another file or a default completes, demands nothing and
/// takes null for any key, because null removes it. What stands in a list is always whole: lists replace, they do not merge.
/// </remarks>
/// <param name="registry">The components.</param>
internal sealed class SchemaDefinitions(ComponentRegistry registry)
{
    private readonly XmlDocumentation _documentation = new();
    private readonly SortedDictionary<string, JsonObject> _made = new(StringComparer.Ordinal);

    /// <summary>All definitions made so far, in alphabetical order.</summary>
    public JsonObject All => new(_made.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));

    /// <summary>A reference to the definition of a record.</summary>
    public JsonObject Record(Type record, bool whole) => Refer(Name(record, whole), () => new JsonObject
    {
        ["type"] = "object",
        ["description"] = _documentation.Summary(record),
        ["properties"] = Properties(record, whole),
        ["required"] = Required(record, whole),
        ["additionalProperties"] = false,
    });

    /// <summary>The schemas of a record's settings, by key.</summary>
    public JsonObject Properties(Type record, bool whole)
    {
        var defaults = Activator.CreateInstance(record)!;
        return new(Setting.Of(record).Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)Property(setting, defaults, whole))));
    }

    /// <summary>The schema of what a setting takes.</summary>
    public JsonObject Value(Type type, Setting? setting, object? fallback, bool whole)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (new SchemaValues(_documentation).Of(bare, setting) is { } single)
        {
            return single;
        }

        if (bare.IsGenericType && bare.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return new() { ["type"] = "array", ["items"] = Value(bare.GenericTypeArguments[0], null, null, whole: true) };
        }

        if (bare.IsGenericType && bare.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var item = Value(bare.GenericTypeArguments[1], null, null, whole);
            return new()
            {
                ["type"] = "object",
                ["patternProperties"] = new JsonObject { [ValueFormat.Of(bare.GenericTypeArguments[1]) is null ? "^[A-Za-z0-9_-]+$" : "^.+$"] = whole ? item : OrNull(item) },
                ["additionalProperties"] = false,
            };
        }

        return typeof(ComponentConfig).IsAssignableFrom(bare) ? Component(bare, fallback, whole) : Record(bare, whole);
    }

    private JsonObject Property(Setting setting, object defaults, bool whole)
    {
        var fallback = setting.Required ? null : setting.Get(defaults);
        var value = Value(setting.Type, setting, fallback, whole);
        var schema = whole && !setting.AllowsNull ? value : OrNull(value);
        schema["description"] = _documentation.Summary(setting.Property);
        if (!setting.Required && ValueFormat.Of(Nullable.GetUnderlyingType(setting.Type) ?? setting.Type) is not null)
        {
            schema["default"] = YamlJson.Of(new ConfigUnbinder().Node(fallback));
        }

        return schema;
    }

    // A place for a component whose type may be left out where a default stands below.
    private JsonObject Component(Type place, object? fallback, bool whole) => fallback is null || !whole
        ? Kind(place, whole)
        : new()
        {
            ["type"] = "object",
            ["if"] = new JsonObject { ["required"] = new JsonArray("type") },
            ["then"] = Kind(place, whole: true),
            ["else"] = Typed(fallback.GetType(), whole: false),
        };

    private JsonObject Kind(Type place, bool whole) => Refer(Name(place, whole), () =>
    {
        var components = registry.NamesOf(ComponentRegistry.KindOf(place))
            .Select(name => registry.Find(ComponentRegistry.KindOf(place), name)!).Where(place.IsAssignableFrom).ToList();
        var cases = components.Select(JsonNode? (config) => new JsonObject
        {
            ["if"] = new JsonObject
            {
                ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = ComponentAttribute.NameOf(config) } },
                ["required"] = new JsonArray("type"),
            },
            ["then"] = Typed(config, whole),
        });
        JsonObject untyped = new()
        {
            ["if"] = new JsonObject { ["not"] = new JsonObject { ["required"] = new JsonArray("type") } },
            ["then"] = new JsonObject { ["anyOf"] = new JsonArray([.. components.Select(config => Typed(config, whole: false))]) },
        };
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = _documentation.Summary(ComponentRegistry.KindOf(place)),
            ["properties"] = new JsonObject { ["type"] = Names(components) },
            ["required"] = whole ? new JsonArray("type") : [],
            ["allOf"] = new JsonArray([.. cases, .. whole ? Array.Empty<JsonNode?>() : [untyped]]),
        };
    });

    private JsonObject Names(IReadOnlyList<Type> components) => new()
    {
        ["enum"] = new JsonArray([.. components.Select(config => JsonValue.Create(ComponentAttribute.NameOf(config)))]),
        ["enumDescriptions"] = new JsonArray([.. components.Select(config => JsonValue.Create(_documentation.Summary(config)))]),
    };

    private JsonObject Typed(Type config, bool whole) => Refer(Name(config, whole), () =>
    {
        var properties = Properties(config, whole);
        properties.Insert(0, "type", new JsonObject { ["const"] = ComponentAttribute.NameOf(config) });
        var remarks = _documentation.Remarks(config);
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = remarks.Length == 0 ? _documentation.Summary(config) : $"{_documentation.Summary(config)} {remarks}",
            ["properties"] = properties,
            ["required"] = Required(config, whole),
            ["additionalProperties"] = false,
        };
    });

    private JsonObject Refer(string name, Func<JsonObject> make)
    {
        if (_made.TryAdd(name, []))
        {
            _made[name] = make();
        }

        return new() { ["$ref"] = $"#/$defs/{name}" };
    }

    private static JsonArray Required(Type record, bool whole) =>
        [.. Setting.Of(record).Where(setting => whole && setting.Required).Select(setting => JsonValue.Create(setting.Key))];

    private static string Name(Type type, bool whole)
    {
        var kind = type.IsAbstract || !typeof(ComponentConfig).IsAssignableFrom(type)
            ? SnakeCase.Kind(type).Replace(' ', '_')
            : $"{SnakeCase.Kind(ComponentRegistry.KindOf(type)).Replace(' ', '_')}.{ComponentAttribute.NameOf(type)}";
        return $"{(whole ? "whole" : "part")}.{kind}";
    }

    private static JsonObject OrNull(JsonObject schema) => new() { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
}
