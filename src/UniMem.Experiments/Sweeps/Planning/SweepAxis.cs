using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>What a sweep varies.</summary>
/// <param name="Path">The setting, such as <c>model.memories.recent.manage.capacity</c>; or <c>method</c>, whose values are method files.</param>
/// <param name="Values">What it is set to, one after the other.</param>
/// <param name="Location">Where the axis was written.</param>
public sealed record SweepAxis(string Path, IReadOnlyList<ConfigNode> Values, SourceLocation Location)
{
    /// <summary>The axis whose values are methods.</summary>
    public const string Method = "method";

    /// <summary>The axis whose values are repetitions.</summary>
    public const string Seed = "seed";

    /// <summary>The keys of the path.</summary>
    public IReadOnlyList<string> Keys => Path.Split('.');

    /// <summary>The last two keys of the path that are needed to know it by: <c>manage.capacity</c>.</summary>
    public string ShortName => string.Join('.', Keys.TakeLast(2));

    /// <summary>The order in which axes are worked in: methods first, because the other settings belong to them; seeds last.</summary>
    public int Order => Path switch { Method => 0, Seed => 2, _ => 1 };
}
