using System.Globalization;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>The list of a sweep's runs in its folder: what others look on by, and what tells that the sweep has changed.</summary>
public static class SweepListing
{
    /// <summary>The file.</summary>
    public const string FileName = "plan.csv";

    /// <summary>The runs as they were when the sweep was last started; none before its first start.</summary>
    public static IReadOnlyList<ListedRun> Read(SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return ListedRun.Read(folder.At(FileName));
    }

    /// <summary>Writes the list.</summary>
    /// <returns>What has changed since it was last written, for people; empty where nothing has.</returns>
    public static string Write(SweepFolder folder, SweepPlan plan)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(plan);
        var before = Read(folder).ToDictionary(run => run.Id);
        var now = plan.Runs.Select(ListedRun.Of).ToList();
        ListedRun.Write(folder.At(FileName), now);
        var added = now.Where(run => !before.ContainsKey(run.Id)).ToList();
        var gone = before.Values.Where(run => now.All(other => other.Id != run.Id)).ToList();
        return before.Count == 0 || (added.Count == 0 && gone.Count == 0) ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"The sweep has changed since it was last started (settings, data or plugins): {added.Count} runs are new, {gone.Count} are no longer part of it")
            + (gone.Count == 0 ? "." : $" and keep their folders: {string.Join("; ", gone.Take(4).Select(run => $"{run.Label} ({run.Id})"))}{(gone.Count > 4 ? "; ..." : ".")}");
    }
}
