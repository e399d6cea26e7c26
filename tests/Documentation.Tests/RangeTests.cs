using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Documentation;
using UniMem.Experiments.Yaml;

namespace UniMem.Documentation.Tests;

/// <summary>Every number says which values it takes, and UniMem refuses the others with a message that names the setting.</summary>
public sealed class RangeTests
{
    private const string Base = """
        name: ranges
        device: cpu
        model:
          width: 16
          feed_forward: 16
          memories: {m: {write: {type: kv}, manage: {type: fifo, capacity: 4}, read: {type: topk, k: 2}, inject: {type: joint}}}
        data: {corpus: {type: copy, train: 8, validation: 2, test: 2}, tokenizer: {type: bytes}}
        training: {steps: 2, segment: 4}
        evaluation: {every_steps: 1}
        """;

    // Another setting narrows them: the number of heads, the number of buckets.
    private static readonly string[] Narrowed = ["model.width", "max_distance"];

    private static readonly ComponentRegistry Registry = ResolvedRun.BuiltIn();
    private static readonly ComponentCatalog Catalog = new(Registry);

    private static IEnumerable<TestCaseData> OfRuns =>
        from section in Sections.Of(typeof(RunConfig))
        from setting in Catalog.Settings(section.Record).Where(IsNumber)
        select new TestCaseData($"{section.Path}.{setting.Key}".TrimStart('.'), setting).SetArgDisplayNames($"{section.Path}.{setting.Key}");

    private static IEnumerable<TestCaseData> OfComponents =>
        from kind in Registry.Kinds
        from name in Registry.NamesOf(kind)
        from setting in Catalog.Settings(Registry.Find(kind, name)!).Where(IsNumber)
        select new TestCaseData(kind, name, setting).SetArgDisplayNames($"{SnakeCase.Kind(kind)} {name}.{setting.Key}");

    [TestCaseSource(nameof(OfRuns))]
    public void Range_OfASetting_IsStatedAndKept(string path, ListedSetting setting)
    {
        foreach (var value in Outside(setting))
        {
            Refuses(path, $"{path}={value}");
        }

        if (setting.Range is { Least: { } least, LeastExcluded: false })
        {
            Accepts(path, FormattableString.Invariant($"{path}={least}"));
        }
    }

    [TestCaseSource(nameof(OfComponents))]
    public void Range_OfAComponentsSetting_IsStatedAndKept(Type kind, string name, ListedSetting setting)
    {
        foreach (var value in Outside(setting))
        {
            Refuses(setting.Key, Place(value));
        }

        if (setting.Range is { Least: { } least, LeastExcluded: false })
        {
            Accepts(setting.Key, Place(least.ToString(CultureInfo.InvariantCulture)));
        }

        string Place(string value)
        {
            var others = Setting.Of(Registry.Find(kind, name)!).Where(other => other.Required && other.Key != setting.Key)
                .Select(other => $", {other.Key}: {Example(other.Type)}");
            var component = $"{{type: {name}, {setting.Key}: {value}{string.Concat(others)}}}";
            return SnakeCase.Kind(kind) switch
            {
                "attention pattern" => $"model.local=[{component}]",
                "position policy" => $"model.positions={component}",
                "manager" => $"model.memories.m.manage={component}",
                "reader" => $"model.memories.m.read={component}",
                "writer" => $"model.memories.m.write={component}",
                "injector" => $"model.memories.m.inject={component}",
                "corpus" or "tokenizer" => $"data.{SnakeCase.Kind(kind)}={component}",
                "optimizer" or "schedule" => $"training.{SnakeCase.Kind(kind)}={component}",
                "evaluation task" => $"evaluation.tasks.t={component}",
                var other => throw new InvalidOperationException($"say here where a {other} stands in a run"),
            };
        }
    }

    private static void Accepts(string key, string setting)
    {
        try
        {
            Explain(setting);
        }
        catch (ConfigurationException mistake)
        {
            Assert.That(Narrowed.Contains(key) || !mistake.Path.EndsWith(key, StringComparison.Ordinal), mistake.Message);
        }
    }

    private static void Refuses(string key, string setting) => Assert.That(
        () => Explain(setting),
        Throws.TypeOf<ConfigurationException>().With.Property(nameof(ConfigurationException.Path)).EndsWith(key),
        setting);

    private static string Explain(string setting) =>
        Explanation.Of(ResolvedRun.Of(ConfigOverride.Apply((ConfigMap)YamlReader.Read(Base, "base"), setting)));

    private static IEnumerable<string> Outside(ListedSetting setting)
    {
        if (setting.Range is not { } range)
        {
            Assert.That(setting.Summary, Does.Match("Any (whole )?number"), "the documentation of a number says its range, such as 'At least 1.'");
            yield break;
        }

        if (range.Least is { } least)
        {
            yield return (range.LeastExcluded ? least : least - 1).ToString(CultureInfo.InvariantCulture);
        }

        if (range.Most is { } most)
        {
            yield return (range.MostExcluded ? most : most + 1).ToString(CultureInfo.InvariantCulture);
        }
    }

    private static string Example(Type type) =>
        ComponentCatalog.IsNumber(type) ? "2"
        : type == typeof(string) ? Repository.At("LICENSE")
        : typeof(ComponentConfig).IsAssignableFrom(type) ? "{type: everything}"
        : "[]";

    private static bool IsNumber(ListedSetting setting) =>
        setting.Form.StartsWith("a whole number", StringComparison.Ordinal) || setting.Form.StartsWith("a number", StringComparison.Ordinal);
}
