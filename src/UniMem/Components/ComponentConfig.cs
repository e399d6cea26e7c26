namespace UniMem.Components;

/// <summary>What a configuration file says of one part; the record builds the part.</summary>
/// <remarks>
/// The kind of a component is the abstract record directly below this one (<c>WriterConfig</c>, <c>ManagerConfig</c>, ...), its name the
/// <see cref="ComponentAttribute"/>. A new component is one such record in one file; nothing else is edited.
/// </remarks>
public abstract record ComponentConfig
{
    /// <summary>Takes the name from the attribute.</summary>
    protected ComponentConfig() => Type = ComponentAttribute.NameOf(GetType());

    /// <summary>The component's name, as written after <c>type:</c>.</summary>
    public string Type { get; init; }
}
