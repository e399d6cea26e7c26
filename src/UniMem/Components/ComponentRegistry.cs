using System.Reflection;

namespace UniMem.Components;

/// <summary>Maps a kind and a name to the record that configures the component. It does nothing else.</summary>
public sealed class ComponentRegistry
{
    private readonly Dictionary<(Type Kind, string Name), Type> _components = [];

    /// <summary>Adds every component of an assembly.</summary>
    /// <exception cref="ConfigurationException">Two components of one kind bear one name.</exception>
    public ComponentRegistry Add(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var type in assembly.GetTypes().Where(t => t.IsDefined(typeof(ComponentAttribute), inherit: false)))
        {
            var key = (KindOf(type), ComponentAttribute.NameOf(type));
            if (_components.TryGetValue(key, out var other) && other != type)
            {
                throw new ConfigurationException("plugins", $"two components of kind {key.Item1.Name} are called '{key.Item2}': "
                    + $"{Origin(other, type)} and {Origin(type, other)}; give one of them another name.");
            }

            _components[key] = type;
        }

        return this;
    }

    /// <summary>A type with its assembly, by the file where two assemblies bear one name.</summary>
    private static string Origin(Type type, Type other) => type.Assembly != other.Assembly && type.Assembly.GetName().Name == other.Assembly.GetName().Name
        ? $"{type.FullName} of {type.Assembly.Location}"
        : $"{type.FullName} of {type.Assembly.GetName().Name}";

    /// <summary>The kinds that have components, in alphabetical order.</summary>
    public IReadOnlyList<Type> Kinds => [.. _components.Keys.Select(k => k.Kind).Distinct().OrderBy(k => k.Name, StringComparer.Ordinal)];

    /// <summary>The names known of a kind, in alphabetical order.</summary>
    public IReadOnlyList<string> NamesOf(Type kind) =>
        [.. _components.Keys.Where(k => k.Kind == kind).Select(k => k.Name).Order(StringComparer.Ordinal)];

    /// <summary>The configuration record of a component, or null when none of that kind bears the name.</summary>
    public Type? Find(Type kind, string name) => _components.GetValueOrDefault((kind, name));

    /// <summary>The kind of a component: the abstract record directly below <see cref="ComponentConfig"/>.</summary>
    public static Type KindOf(Type config)
    {
        var kind = config;
        while (kind.BaseType is { } parent && parent != typeof(ComponentConfig))
        {
            kind = parent;
        }

        return kind.BaseType == typeof(ComponentConfig)
            ? kind
            : throw new InvalidOperationException($"{config.FullName} bears [Component] but does not derive from a kind of ComponentConfig.");
    }
}
