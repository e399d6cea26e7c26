using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>Why a sweep has nothing to show: it was not carried out, or with other settings than those given now.</summary>
public static class NothingEvaluated
{
    /// <summary>The mistake, in a sentence that says what would do.</summary>
    /// <param name="plan">The sweep, of whose runs none has been evaluated.</param>
    /// <param name="folder">Its folder.</param>
    public static ConfigurationException Of(SweepPlan plan, SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        var carriedOut = SweepListing.Read(folder).Where(listed => plan.Runs.All(run => run.Id != listed.Id)).Select(listed => folder.Run(listed.Id).ConfigFile).FirstOrDefault(File.Exists);
        var words = ShellWords.Of([ConfigFiles.Shown(plan.File), .. plan.Overrides]);
        return new("", $"no run of {plan.Name} has been evaluated yet, so there is nothing to show; "
            + (carriedOut is null ? "" : $"the runs in {ConfigFiles.Shown(folder.Path)} have other settings{Difference(carriedOut, plan)}: give those behind the file as when they were carried out, or ")
            + $"'unimem sweep {words}' carries {(carriedOut is null ? "them" : "these")} out.");
    }

    private static string Difference(string carriedOut, SweepPlan plan)
    {
        var there = ConfigFiles.Load(carriedOut);
        return plan.Runs.Select(run => ConfigDifference.Between(there, (ConfigMap)YamlReader.Read(run.Run.Yaml, plan.File))).MinBy(differs => differs.Count) is [var first, ..]
            ? $" ({first.Path} is {first.Left ?? "not set"} there and {first.Right ?? "not set"} here)"
            : "";
    }
}
