namespace UniMem.Experiments.Yaml;

/// <summary>A value of a configuration as it was written: text, list or map, with its place. Immutable.</summary>
/// <param name="location">Where it was written.</param>
public abstract class ConfigNode(SourceLocation location)
{
    /// <summary>Where it was written.</summary>
    public SourceLocation Location => location;

    /// <summary>As a message shows what was found instead of what was expected.</summary>
    public abstract string Describe();
}

/// <summary>A single value.</summary>
/// <param name="text">The text, without quotation marks.</param>
/// <param name="quoted">True when it stood in quotation marks, which make it text whatever it looks like.</param>
/// <param name="location">Where it was written.</param>
public sealed class ConfigScalar(string text, bool quoted, SourceLocation location) : ConfigNode(location)
{
    /// <summary>The text, without quotation marks.</summary>
    public string Text => text;

    /// <summary>True when it stood in quotation marks.</summary>
    public bool Quoted => quoted;

    /// <summary>True for <c>null</c>, <c>~</c> and nothing at all.</summary>
    public bool IsNull => !quoted && text is "" or "~" or "null" or "Null" or "NULL";

    /// <inheritdoc/>
    public override string Describe() => IsNull ? "nothing" : quoted ? $"the text \"{text}\"" : $"'{text}'";
}

/// <summary>A list.</summary>
/// <param name="items">Its items.</param>
/// <param name="location">Where it was written.</param>
public sealed class ConfigList(IReadOnlyList<ConfigNode> items, SourceLocation location) : ConfigNode(location)
{
    /// <summary>The items in order.</summary>
    public IReadOnlyList<ConfigNode> Items => items;

    /// <inheritdoc/>
    public override string Describe() => "a list";
}
