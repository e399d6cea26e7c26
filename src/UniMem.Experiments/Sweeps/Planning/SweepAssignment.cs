using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>One setting and the value that a sweep gives it.</summary>
/// <param name="Path">The setting, such as <c>training.steps</c>; or <c>method</c>, whose value is a method file.</param>
/// <param name="Value">Its value.</param>
/// <param name="Location">Where the setting was written.</param>
public sealed record SweepAssignment(string Path, ConfigNode Value, SourceLocation Location)
{
    /// <summary>The keys of the path.</summary>
    public IReadOnlyList<string> Keys => Path.Split('.');

    /// <summary>The value as tables and labels show it.</summary>
    public string Text => Path == SweepAxis.Method && Value is ConfigScalar method ? method.Text : YamlWriter.OneLine(Value);
}
