using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Sweeps.Pruning;

/// <summary>Follows a sweep from one step at which its rule is applied to the next, from nothing but the evaluations in the run folders.</summary>
/// <param name="plan">The sweep.</param>
/// <param name="folder">Where its runs are.</param>
public sealed class PruningLadder(SweepPlan plan, SweepFolder folder)
{
    /// <summary>The steps at which the rule is applied, and then null for the end of every run; only that where there is no rule.</summary>
    public IReadOnlyList<long?> Stages => [.. plan.Settings.Pruning.Rule == PruningRule.None ? [] : plan.Settings.Pruning.At.Select(step => (long?)step), null];

    /// <summary>Whether a run has come as far as a stage.</summary>
    public bool HasReached(PlannedRun run, long? stage)
    {
        ArgumentNullException.ThrowIfNull(run);
        return folder.Run(run.Id).IsDone || (stage is { } step && Evaluations(run).Steps(run.Run.Config.Evaluation.Split).Contains(step));
    }

    /// <summary>The runs that are stopped at a stage or were before it, and why; nothing follows from a run that has not come as far.</summary>
    public IReadOnlyDictionary<string, string> Stopped(long? stage)
    {
        var settings = plan.Settings.Pruning;
        var stopped = new Dictionary<string, string>();
        foreach (var step in Stages.OfType<long>().Where(step => step <= (stage ?? long.MaxValue)))
        {
            var steps = settings.At.Where(at => at <= step).ToList();
            var there = plan.Runs.Where(run => !stopped.ContainsKey(run.Id) && HasReached(run, step)).ToList();
            var candidates = there.Select(run => new PruningCandidate(run.Id, plan.Baseline?.Is(run) ?? false, [.. steps.Select(at => BitsPerByte(run, at))])).ToList();
            foreach (var (id, why) in PruningDecision.Of(settings, step, candidates))
            {
                stopped[id] = why;
            }
        }

        return stopped;
    }

    private double BitsPerByte(PlannedRun run, long step) => Score.Of(Evaluations(run).Read(run.Run.Config.Evaluation.Split, step)).BitsPerByte;

    private EvaluationFiles Evaluations(PlannedRun run) => new(folder.Run(run.Id).EvaluationFolder);
}
