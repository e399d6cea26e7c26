namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>Names the runs of a sweep by what tells them apart.</summary>
/// <param name="sweep">The sweep's name, for a run that nothing tells from others.</param>
/// <param name="axes">What is varied.</param>
/// <param name="names">Names by the method, case, value or axis that they replace.</param>
/// <param name="methods">Whether runs of several methods take part.</param>
public sealed class SweepLabels(string sweep, IReadOnlyList<SweepAxis> axes, IReadOnlyDictionary<string, string> names, bool methods)
{
    /// <summary>The label of a run, seeds left out.</summary>
    /// <param name="method">The label of its method.</param>
    /// <param name="values">The values of the axes; null where the run has no such setting.</param>
    public string Of(string method, IReadOnlyDictionary<string, string?> values)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(values);
        var hasCases = axes.Any(axis => axis.Path == SweepAxis.Case);
        string[] head = method.Length > 0 && (methods || !hasCases) ? [Shown(method)] : [];
        var cases = hasCases ? (string[])[values[SweepAxis.Case] is { } name ? Shown(name) : $"{SweepAxis.Case} {SweepCondition.Lacking}"] : [];
        var settings = axes
            .Where(axis => axis.IsSetting && axis.Values.Count > 1)
            .Select(axis => $"{Shown(axis.NameAmong(axes))} {(values[axis.Path] is { } value ? Shown(value) : SweepCondition.Lacking)}");
        return string.Join(", ", head.Concat(cases).Concat(settings).DefaultIfEmpty(sweep));
    }

    /// <summary>A name as it is shown.</summary>
    public string Shown(string text) => names.GetValueOrDefault(text, text);
}
