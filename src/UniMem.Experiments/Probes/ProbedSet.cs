using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Planning.Sections;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Probes;

/// <summary>The runs that are probed together.</summary>
/// <param name="Name">The run's or the sweep's name.</param>
/// <param name="Folder">Where the tables go.</param>
/// <param name="Runs">The runs and their probes.</param>
/// <param name="Missing">Labels of the sweep's runs that are not trained to the end.</param>
public sealed record ProbedSet(string Name, string Folder, IReadOnlyList<ProbedRun> Runs, IReadOnlyList<string> Missing)
{
    private static readonly string[] OfSweeps = [AxesSection.Key, CasesSection.Key, ZipSection.Key, RandomSection.Key];

    /// <summary>What a command line speaks of.</summary>
    /// <param name="what">A run's folder, a run's file, or a sweep's file.</param>
    /// <param name="overrides">Each <c>PATH=VALUE</c>: for every evaluation, or such as the runs were trained with.</param>
    /// <param name="results">The folder of all results.</param>
    /// <param name="request">Which probes are wanted.</param>
    /// <exception cref="ConfigurationException">There are no such weights, or a setting or probe means nothing to them.</exception>
    public static ProbedSet Of(string what, IReadOnlyList<string> overrides, string results, ProbeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var isSweep = !Directory.Exists(what) && ConfigFiles.Load(what) is var written && OfSweeps.Any(key => written[key] is not null);
        var set = isSweep ? OfSweep(what, overrides, results, request) : OfRun(TrainedRuns.Find(what, overrides), request);
        ProbeCoverage.Check(set.Runs, request);
        return set;
    }

    private static ProbedSet OfRun(TrainedRun run, ProbeRequest request)
    {
        var name = run.Own.Config.Name;
        return new(name, run.Folder.Path, [new(run, name, name, new Dictionary<string, string?>(), ProbeSet.Of(run.Own.Config, request))], []);
    }

    private static ProbedSet OfSweep(string file, IReadOnlyList<string> overrides, string results, ProbeRequest request)
    {
        var (plan, changes) = Plan(file, overrides, results);
        var folder = new SweepFolder(results, plan.Name);
        var done = plan.Runs.Where(run => folder.Run(run.Id).IsDone).ToList();
        var runs = done.Select(run =>
        {
            var trained = TrainedRun.In(folder.Run(run.Id), changes);
            return new ProbedRun(trained, run.Label, run.FullLabel, run.Values, ProbeSet.Of(trained.Own.Config, request));
        });
        return done.Count > 0
            ? new(plan.Name, folder.Path, [.. runs], [.. plan.Runs.Except(done).Select(run => run.FullLabel)])
            : throw new ConfigurationException(folder.Path, $"no run of this sweep is trained to its end; run unimem sweep {ConfigFiles.Shown(plan.File)} first.");
    }

    /// <summary>The plan that has trained runs: with all settings given, or without those that may be changed after training.</summary>
    private static (SweepPlan Plan, IReadOnlyList<string> Changes) Plan(string file, IReadOnlyList<string> overrides, string results)
    {
        string[] lasting = [.. overrides.Where(text => !AfterTraining.MayChange(TrainedRuns.PathOf(text)))];
        var plan = SweepPlan.Of(SweepFile.Load(file, lasting));
        if (lasting.Length == overrides.Count || plan.Runs.Any(run => new SweepFolder(results, plan.Name).Run(run.Id).IsDone))
        {
            return (plan, [.. overrides.Except(lasting)]);
        }

        return (SweepPlan.Of(SweepFile.Load(file, overrides)), []);
    }
}
