using System.Collections;
using System.Text;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Documentation;

/// <summary>Says of every part of a run what it is, where it comes from, and what its settings mean and may be.</summary>
public static class PartsOfRun
{
    /// <summary>The text; a part that stands in several places is explained once, with its settings at each place.</summary>
    public static string Of(ResolvedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var catalog = new ComponentCatalog(run.Components);
        var text = new StringBuilder();
        foreach (var places in Parts("", run.Config).GroupBy(part => part.Component.GetType()))
        {
            var listed = catalog.Component(places.Key);
            text.Append($"\n{listed.Kind} {listed.Name} - {listed.Summary}\n");
            text.Append(listed.Remarks.Length > 0 ? $"  {listed.Remarks}\n" : "");
            foreach (var (path, component) in places)
            {
                text.Append($"  at {path}\n");
                var values = new ConfigUnbinder().Map(component);
                foreach (var setting in listed.Settings)
                {
                    var value = values[setting.Key] is { } given ? YamlWriter.OneLine(given) : "none";
                    text.Append($"    {setting.Key} = {value} ({setting.FormAndRange}) - {setting.Summary}\n");
                }
            }
        }

        return text.ToString();
    }

    private static IEnumerable<(string Path, ComponentConfig Component)> Parts(string path, object value)
    {
        var here = value is ComponentConfig component ? [(path, component)] : Array.Empty<(string, ComponentConfig)>();
        return here.Concat(Setting.Of(value.GetType()).SelectMany(setting => Below(Join(path, setting.Key), setting.Get(value))));
    }

    private static IEnumerable<(string Path, ComponentConfig Component)> Below(string path, object? value) => value switch
    {
        null => [],
        _ when ValueFormat.Of(value.GetType()) is not null => [],
        _ when Named(value) is { } named => named.SelectMany(pair => Below(Join(path, pair.Key), pair.Value)),
        IEnumerable items => items.Cast<object>().SelectMany((item, i) => Below($"{path}[{i}]", item)),
        _ => Parts(path, value),
    };

    private static IEnumerable<(string Key, object? Value)>? Named(object value) =>
        value.GetType().GetInterfaces().Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
            ? ((IEnumerable)value).Cast<object>().Select(pair =>
                ((string)pair.GetType().GetProperty("Key")!.GetValue(pair)!, pair.GetType().GetProperty("Value")!.GetValue(pair)))
            : null;

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
