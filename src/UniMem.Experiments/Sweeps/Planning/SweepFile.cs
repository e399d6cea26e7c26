using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning.Matching;
using UniMem.Experiments.Sweeps.Planning.Sections;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>A sweep as its file describes it: a run, and what is varied of it.</summary>
/// <remarks>
/// The file extends run fragments as a run file does and may set anything that a run file sets. Its own are <c>axes</c>, <c>cases</c>, <c>zip</c>
/// and <c>random</c>, which say what is varied, <c>exclude</c>, <c>baseline</c>, <c>match</c>, and the settings of <see cref="SweepSettings"/>. The sweep is
/// named after its file, or after the folder when the file is called sweep.yaml.
/// </remarks>
public sealed class SweepFile
{
    private const string Baselines = "baseline";
    private const string Excluded = "exclude";

    /// <summary>The keys under which a sweep says what it varies.</summary>
    public static IReadOnlyList<string> Varying { get; } = [AxesSection.Key, CasesSection.Key, ZipSection.Key, RandomSection.Key];
    private static readonly string[] SettingKeys = [.. Setting.Of(typeof(SweepSettings)).Select(setting => setting.Key)];

    private readonly ConfigMap _written;

    private SweepFile(string path, string shown, IReadOnlyList<string> overrides, ConfigMap written)
    {
        Path = path;
        Overrides = overrides;
        _written = written;
        Settings = new ConfigBinder(new ComponentRegistry())
            .Bind<SweepSettings>(new ConfigMap([.. written.Entries.Where(e => SettingKeys.Contains(e.Key))], written.Location));
        Dimensions = [.. Read(written, shown).OrderBy(dimension => dimension.Order)];
        Exclude = ReadExclude(written[Excluded]);
        Baseline = written[Baselines];
        MatchAt = written[MatchSettings.Key]?.Location ?? written.Location;
        Match = written[MatchSettings.Key] is { } match ? MatchSettings.Read(match) : null;
        Base = SettingKeys.Concat(Varying).Append(Baselines).Append(Excluded).Append(MatchSettings.Key).Aggregate(written, (map, key) => map.Without(key));
        RefuseTwice();
        RefuseUnmatched();
        SweepOverrides.RefuseReplaced(Base, Dimensions, path);
    }

    /// <summary>The file, absolute.</summary>
    public string Path { get; }

    /// <summary>Settings given behind the file, each <c>PATH=VALUE</c>, for all runs.</summary>
    public IReadOnlyList<string> Overrides { get; }

    /// <summary>The sweep's name.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path) is var stem && stem != "sweep"
        ? stem
        : System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!);

    /// <summary>Number of workers, figures, names.</summary>
    public SweepSettings Settings { get; }

    /// <summary>What is combined, in the order in which it is worked in.</summary>
    public IReadOnlyList<SweepDimension> Dimensions { get; }

    /// <summary>What is varied, in the order in which it is worked in.</summary>
    public IReadOnlyList<SweepAxis> Axes => [.. Dimensions.SelectMany(dimension => dimension.Axes)];

    /// <summary>Runs that are left out.</summary>
    public IReadOnlyList<SweepCondition> Exclude { get; }

    /// <summary>What the others are compared with, as written: the name of a method or of a case, or settings with values; null for none.</summary>
    public ConfigNode? Baseline { get; }

    /// <summary>What every run is made equal to the baseline in; null for nothing.</summary>
    public MatchSettings? Match { get; }

    /// <summary>Where that was written.</summary>
    public SourceLocation MatchAt { get; }

    /// <summary>The run before anything is varied.</summary>
    public ConfigMap Base { get; }

    /// <summary>Where a setting of the file was written.</summary>
    public SourceLocation WrittenAt(string path) => ConfigPlaces.Of(_written, path);

    /// <summary>Where the label of a name was written.</summary>
    public SourceLocation LabelAt(string name) => (_written["labels"] as ConfigMap)?.Find(name)?.Location ?? _written.Location;

    /// <summary>Reads a sweep file.</summary>
    /// <param name="file">Path, relative to the current directory.</param>
    /// <param name="overrides">Each <c>PATH=VALUE</c>, for all runs of the sweep.</param>
    /// <exception cref="ConfigurationException">Something in it is wrong; the message names file, line and key.</exception>
    public static SweepFile Load(string file, params IReadOnlyList<string> overrides) =>
        new(System.IO.Path.GetFullPath(file), file, overrides, SweepOverrides.Apply(ConfigFiles.Load(file), overrides));

    private static IEnumerable<SweepDimension> Read(ConfigMap written, string shown)
    {
        if (Varying.All(key => written[key] is null))
        {
            throw new SourceLocation(shown).Wrong("axes", "missing; a sweep says what it varies, such as axes: {method: [vanilla, transformer-xl], seed: [1, 2, 3]}. "
                + "Known: axes, cases, zip, random.");
        }

        return
        [
            .. written[CasesSection.Key] is { } cases ? [CasesSection.Read(cases)] : (SweepDimension[])[],
            .. written[AxesSection.Key] is { } axes ? AxesSection.Read(axes) : [],
            .. written[ZipSection.Key] is { } zip ? ZipSection.Read(zip) : [],
            .. written[RandomSection.Key] is { } random ? [RandomSection.Read(random)] : (SweepDimension[])[],
        ];
    }

    private static IReadOnlyList<SweepCondition> ReadExclude(ConfigNode? written) => written switch
    {
        null => [],
        ConfigList { Items.Count: > 0 } list => [.. list.Items.Select((item, i) => SweepCondition.Read(item, $"{Excluded}[{i}]"))],
        _ => throw written.Location.Wrong(Excluded, $"expected a list of settings with values, such as [{{method: vanilla, training.bptt_segments: 4}}]; got {written.Describe()}."),
    };

    private void RefuseTwice()
    {
        var byPath = Axes.GroupBy(axis => axis.Path).FirstOrDefault(axes => axes.Count() > 1)?.ToList();
        if (byPath is [var first, var second, ..])
        {
            throw second.Location.Wrong(second.Path, $"is varied twice; the first is at {first.Location}.");
        }

        foreach (var set in Dimensions.SelectMany(d => d.Choices).Where(choice => choice.Case is not null).SelectMany(choice => choice.Assignments))
        {
            if (Axes.FirstOrDefault(axis => axis.Path == set.Path) is { } axis)
            {
                throw set.Location.Wrong(set.Path, $"is set by a case and varied at {axis.Location}, which would overrule the case; leave one of them out.");
            }
        }
    }

    private void RefuseUnmatched()
    {
        if (Match is null)
        {
            return;
        }

        if (Baseline is null)
        {
            throw MatchAt.Wrong(MatchSettings.Key, "there is no baseline to match; write baseline, such as baseline: vanilla.");
        }

        string[] changed = Match.Lever == MatchBy.Width ? [Match.Path, "model.feed_forward"] : [Match.Path];
        if (Axes.FirstOrDefault(axis => changed.Contains(axis.Path)) is { } varied)
        {
            throw varied.Location.Wrong(varied.Path, $"is varied, and match changes it; vary something else, or match by something else ({MatchAt}).");
        }
    }
}
