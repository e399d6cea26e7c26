using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>A sweep as its file describes it: a run, and what is varied of it.</summary>
/// <remarks>
/// The file extends run fragments as a run file does and may set anything that a run file sets; <c>axes</c>, <c>baseline</c>, <c>jobs</c>,
/// <c>plot</c> and <c>labels</c> are its own. The sweep is named after its file, or after the folder when the file is called sweep.yaml.
/// </remarks>
public sealed class SweepFile
{
    private static readonly string[] OwnKeys = ["baseline", "jobs", "plot", "labels"];

    private SweepFile(string path, ConfigMap written)
    {
        Path = path;
        Settings = new ConfigBinder(new ComponentRegistry())
            .Bind<SweepSettings>(new ConfigMap([.. written.Entries.Where(e => OwnKeys.Contains(e.Key))], written.Location));
        Axes = ReadAxes(written);
        Base = OwnKeys.Append("axes").Aggregate(written, (map, key) => map.Without(key));
    }

    /// <summary>The file, absolute.</summary>
    public string Path { get; }

    /// <summary>The sweep's name.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path) is var stem && stem != "sweep"
        ? stem
        : System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path)!);

    /// <summary>Baseline, number of workers, figures.</summary>
    public SweepSettings Settings { get; }

    /// <summary>What is varied, in the order in which it is worked in.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; }

    /// <summary>The run before anything is varied.</summary>
    public ConfigMap Base { get; }

    /// <summary>Reads a sweep file.</summary>
    /// <param name="file">Path, relative to the current directory.</param>
    /// <param name="overrides">Each <c>PATH=VALUE</c>, for all runs of the sweep.</param>
    /// <exception cref="ConfigurationException">Something in it is wrong; the message names file, line and key.</exception>
    public static SweepFile Load(string file, params IEnumerable<string> overrides) =>
        new(System.IO.Path.GetFullPath(file), ConfigOverride.Apply(ConfigFiles.Load(file), overrides));

    private static List<SweepAxis> ReadAxes(ConfigMap written)
    {
        var axes = written["axes"] switch
        {
            ConfigMap { Entries.Count: > 0 } map => map,
            { } other => throw other.Location.Wrong("axes", $"expected a map of settings to lists of values; got {other.Describe()}."),
            null => throw written.Location.Wrong("axes", "missing; a sweep says what it varies, such as axes: {method: [vanilla, transformer-xl], seed: [1, 2, 3]}."),
        };
        return [.. axes.Entries.Select(Axis).OrderBy(axis => axis.Order)];
    }

    private static SweepAxis Axis(ConfigEntry entry) => entry.Value is ConfigList { Items.Count: > 0 } list
        ? new(entry.Key, list.Items, entry.Location)
        : throw entry.Value.Location.Wrong($"axes.{entry.Key}", $"expected a list of values; got {entry.Value.Describe()}.");
}
