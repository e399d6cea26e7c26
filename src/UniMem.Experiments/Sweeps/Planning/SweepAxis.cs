using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>What a sweep varies.</summary>
/// <param name="Path">
/// The setting, such as <c>model.memories.recent.manage.capacity</c>; or <c>method</c>, whose values are method files; or <c>case</c>, whose
/// values are names of cases.
/// </param>
/// <param name="Values">What it is set to, one after the other.</param>
/// <param name="Location">Where the axis was written.</param>
public sealed record SweepAxis(string Path, IReadOnlyList<ConfigNode> Values, SourceLocation Location)
{
    /// <summary>The axis whose values are methods.</summary>
    public const string Method = "method";

    /// <summary>The axis whose values are the names of cases.</summary>
    public const string Case = "case";

    /// <summary>The axis whose values are repetitions.</summary>
    public const string Seed = "seed";

    /// <summary>The keys of the path.</summary>
    public IReadOnlyList<string> Keys => Path.Split('.');

    /// <summary>The last two keys of the path, which are mostly enough to know it by: <c>manage.capacity</c>.</summary>
    public string ShortName => Ending(2);

    /// <summary>True for an axis that labels name together with its value.</summary>
    public bool IsSetting => Path is not (Method or Case or Seed);

    /// <summary>The shortest end of the path, of at least two keys, that no other axis of the sweep ends in.</summary>
    public string NameAmong(IEnumerable<SweepAxis> axes)
    {
        var others = axes.Where(axis => axis.Path != Path).ToList();
        return Enumerable.Range(2, Math.Max(1, Keys.Count)).Select(Ending).First(name => !char.IsAsciiDigit(name[0]) && others.All(axis => !$".{axis.Path}".EndsWith($".{name}", StringComparison.Ordinal)));
    }

    private string Ending(int keys) => string.Join('.', Keys.TakeLast(keys));
}
