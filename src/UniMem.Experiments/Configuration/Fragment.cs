using UniMem.Components;

namespace UniMem.Experiments.Configuration;

/// <summary>Makes runs of fragments, by laying them over a whole one.</summary>
public static class Fragment
{
    private const string DefaultRun = "configs/runs/tiny.yaml";

    /// <summary>The run that a file describes, laid over another when the file is but a fragment.</summary>
    /// <param name="file">A run or a fragment.</param>
    /// <param name="run">
    /// The run to lay it over; null takes <c>configs/runs/tiny.yaml</c> beside or above the file when it is a fragment.
    /// </param>
    /// <param name="overrides">Each <c>PATH=VALUE</c>.</param>
    /// <exception cref="ConfigurationException">Something in it is wrong, or no run is found to lay it over.</exception>
    public static ResolvedRun Resolve(string file, string? run, IEnumerable<string> overrides)
    {
        var written = ConfigFiles.Load(file);
        var isWhole = written["name"] is not null && written["model"] is not null && written["data"] is not null;
        var below = run ?? (isWhole ? null : Above(file));
        var whole = below is null ? written : ConfigMerge.Over(ConfigFiles.Load(below), written);
        return ResolvedRun.Of(ConfigOverride.Apply(whole, overrides));
    }

    private static string Above(string file)
    {
        for (var folder = Directory.GetParent(Path.GetFullPath(file)); folder is not null; folder = folder.Parent)
        {
            var run = Path.Combine(folder.FullName, DefaultRun);
            if (File.Exists(run))
            {
                return run;
            }
        }

        var shown = ConfigFiles.Shown(Path.GetFullPath(file));
        throw new ConfigurationException("", $"{shown} is a fragment and there is no {DefaultRun} above it; name a run with --on.");
    }
}
