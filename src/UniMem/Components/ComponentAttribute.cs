using System.Reflection;

namespace UniMem.Components;

/// <summary>Names a component as configuration files write it after <c>type:</c>.</summary>
/// <param name="name">Lower case with underscores, unique within its kind.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ComponentAttribute(string name) : Attribute
{
    /// <summary>The name, lower case with underscores.</summary>
    public string Name => name;

    /// <summary>The name that a configuration record carries.</summary>
    /// <exception cref="InvalidOperationException">The record carries no name.</exception>
    public static string NameOf(Type config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.GetCustomAttribute<ComponentAttribute>()?.Name
            ?? throw new InvalidOperationException($"{config.FullName} lacks [Component(\"name\")].");
    }
}
