using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Verification;

/// <summary>How a case made by other code is read: whose weights are whose, which tokens are targets, what the loss is the mean
/// of.</summary>
public sealed record NameMap
{
    private const string Weights = "weights";

    /// <summary>Which tokens the loss is about.</summary>
    public TargetChoice Targets { get; init; } = TargetChoice.Next;

    /// <summary>What the loss is the mean of.</summary>
    public LossMean Loss { get; init; } = LossMean.Tokens;

    /// <summary>Tokens of a segment; found from the arrays, or the run's <c>training.segment</c>, when not given.</summary>
    public long? Segment { get; init; }

    /// <summary>Names that are known without being written; the map's own come before them.</summary>
    public KnownNames Base { get; init; } = KnownNames.None;

    /// <summary>The rules in order; the first that fits a name holds.</summary>
    internal IReadOnlyList<NamedRules> Rules { get; private init; } = [];

    /// <summary>The names of Hugging Face's Llama, and of the memory tokens that UniMem's authors add to it; labels shift inside a
    /// segment.</summary>
    public static NameMap Llama { get; } = Of((ConfigMap)YamlReader.Read(LlamaNames.Yaml, "names of Llama"));

    /// <summary>Reads a map file.</summary>
    /// <exception cref="ConfigurationException">Something in it is wrong.</exception>
    public static NameMap Load(string file) => Of(ConfigFiles.Load(file));

    private static NameMap Of(ConfigMap written)
    {
        var settings = new ConfigBinder(new ComponentRegistry()).Bind<NameMap>(written.Without(Weights));
        var own = written[Weights] is { } weights ? Named(weights) : [];
        return settings with { Rules = settings.Base == KnownNames.Llama ? [.. own, .. Llama.Rules] : own };
    }

    private static List<NamedRules> Named(ConfigNode weights) => weights is ConfigMap map
        ? [.. map.Entries.Select(entry => new NamedRules(entry.Key, Of(entry.Value, $"{Weights}.{entry.Key}"), entry.Location))]
        : throw weights.Location.Wrong(Weights, $"expected a map from foreign names to ours; got {weights.Describe()}.");

    private static IReadOnlyList<WeightRule> Of(ConfigNode node, string path) => node switch
    {
        ConfigScalar { IsNull: true } => [],
        ConfigScalar scalar => [new WeightRule { To = scalar.Text }],
        ConfigList list => [.. list.Items.SelectMany(item => Of(item, path))],
        _ => [Checked(new ConfigBinder(new ComponentRegistry()).Bind<WeightRule>(node, path), node, path)],
    };

    private static WeightRule Checked(WeightRule rule, ConfigNode node, string path)
    {
        foreach (var (rows, key) in new[] { (rule.Rows, "rows"), (rule.From, "from") })
        {
            if (rows is not (null or [>= 0, _]) || rows?[1] <= rows?[0])
            {
                throw node.Location.Wrong($"{path}.{key}",
                    "expected two whole numbers, the first row and the one after the last, such as [0, 32].");
            }
        }

        return rule;
    }
}

/// <summary>Names that are known without being written.</summary>
public enum KnownNames
{
    /// <summary>None.</summary>
    None,

    /// <summary>Those of <see cref="NameMap.Llama"/>.</summary>
    Llama,
}

/// <summary>Which tokens the loss of a case is about.</summary>
public enum TargetChoice
{
    /// <summary>The token after each token, also across the border between segments, where the case has it.</summary>
    Next,

    /// <summary>The token after each token of the same segment: the last token of a segment has no target.</summary>
    Inside,
}

/// <summary>What the loss of a case is the mean of.</summary>
public enum LossMean
{
    /// <summary>All targets of all segments.</summary>
    Tokens,

    /// <summary>The means of the segments.</summary>
    Segments,
}
