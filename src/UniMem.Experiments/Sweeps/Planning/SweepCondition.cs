using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>Which runs of a sweep are meant: those whose settings have the values written, such as <c>{method: [rmt, unimix], training.segment: 16}</c>.</summary>
/// <remarks>A list means any of its values; <c>n/a</c> means that the run has no such setting. A setting can be an axis, a case or any of the run.</remarks>
public sealed class SweepCondition
{
    /// <summary>How a setting that a run does not have is written.</summary>
    public const string Lacking = "n/a";

    private readonly IReadOnlyList<ConfigEntry> _terms;
    private readonly string _place;

    private SweepCondition(ConfigMap written, string place) => (_terms, _place, Location) = (written.Entries, place, written.Location);

    /// <summary>Where it was written.</summary>
    public SourceLocation Location { get; }

    /// <summary>The settings that it speaks of.</summary>
    public IEnumerable<string> Paths => _terms.Select(term => term.Key);

    /// <summary>As it was written.</summary>
    public string Text => string.Join(", ", _terms.Select(term => $"{term.Key}: {YamlWriter.OneLine(term.Value)}"));

    /// <summary>Reads a condition.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="place">Where, for messages.</param>
    /// <exception cref="ConfigurationException">It is not a map of settings to values.</exception>
    public static SweepCondition Read(ConfigNode written, string place)
    {
        ArgumentNullException.ThrowIfNull(written);
        return written is ConfigMap { Entries.Count: > 0 } map
            ? new(map, place)
            : throw written.Location.Wrong(place, $"expected settings with values, such as {{method: [rmt, unimix]}}; got {Described(written)}.");
    }

    /// <summary>True when a run is meant.</summary>
    public bool Holds(SweepDraft draft) => _terms.All(term => Holds(draft, term));

    /// <summary>Refuses a condition that speaks of what no run has.</summary>
    /// <param name="drafts">The runs so far.</param>
    /// <param name="later">Axes that are not worked in yet, and which it therefore cannot speak of.</param>
    /// <exception cref="ConfigurationException">A setting is unknown, or not worked in yet.</exception>
    public void Check(IReadOnlyList<SweepDraft> drafts, IEnumerable<string> later)
    {
        foreach (var term in _terms)
        {
            if (later.Contains(term.Key))
            {
                throw term.Location.Wrong($"{_place}.{term.Key}", "is varied only after this; write that axis above this one.");
            }

            if (term.Key != SweepAxis.Method && drafts.All(draft => draft.TextsOf(term.Key).Count == 0))
            {
                throw term.Location.Wrong($"{_place}.{term.Key}", $"no run of this sweep has this setting{Nearest(term.Key, drafts)}");
            }
        }
    }

    /// <summary>The end of a message about a path that no run has.</summary>
    public static string Nearest(string path, IEnumerable<SweepDraft> drafts) =>
        NearestName.Of(path, drafts.SelectMany(draft => draft.Paths.Concat(draft.Values.Keys)).Distinct()) is { } near
            ? $"; did you mean '{near}'?"
            : "; unimem explain shows what a run has, with --resolved.";

    private static bool Holds(SweepDraft draft, ConfigEntry term)
    {
        var texts = draft.TextsOf(term.Key) is { Count: > 0 } some ? some : [Lacking];
        IEnumerable<ConfigNode> wanted = term.Value is ConfigList list ? list.Items.Append(list) : [term.Value];
        return wanted.Select(YamlWriter.OneLine).Any(value => texts.Any(text => Same(text, value)));
    }

    private static bool Same(string a, string b) => a == b
        || (double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out var x)
            && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out var y) && x.Equals(y));

    private static string Described(ConfigNode node) => node is ConfigMap ? "an empty map" : node.Describe();
}
