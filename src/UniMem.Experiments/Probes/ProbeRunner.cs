using System.Diagnostics;
using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Probes;

/// <summary>Makes the evaluations that probes ask for, each once; what was made before is taken from the runs' folders.</summary>
public sealed class ProbeRunner
{
    private readonly IProbeProgress _progress;
    private readonly CancellationToken _stop;
    private readonly CorpusCache _corpora = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private double _work;
    private double _done;
    private int _total;
    private int _made;

    private ProbeRunner(IProbeProgress progress, CancellationToken stop) => (_progress, _stop) = (progress, stop);

    /// <summary>Makes them.</summary>
    /// <param name="runs">The runs and their probes.</param>
    /// <param name="progress">Is told of every evaluation.</param>
    /// <param name="stop">Asks for an end; the same call goes on later, without the evaluation that was at work.</param>
    /// <returns>The results, run by run, in the order of the probes.</returns>
    /// <exception cref="ConfigurationException">A probe cannot be made of a run; nothing was evaluated then, unless weights do not fit.</exception>
    /// <exception cref="OperationCanceledException">Asked to end.</exception>
    public static IReadOnlyList<ProbeResult> Run(IReadOnlyList<ProbedRun> runs, IProbeProgress progress, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(progress);
        var locks = runs.Where(run => !run.Trained.Folder.IsDone).Select(run => run.Trained.Folder.Lock()).ToList();
        try
        {
            return new ProbeRunner(progress, stop).Run(runs);
        }
        finally
        {
            locks.ForEach(taken => taken.Dispose());
        }
    }

    private List<ProbeResult> Run(IReadOnlyList<ProbedRun> runs)
    {
        var work = runs.SelectMany(Evaluations).ToList();
        var missing = work.Where(item => item.Store.Find(item.Key) is null).DistinctBy(item => item.Store.ScoresFile(item.Key)).ToList();
        (_total, _work) = (missing.Count, missing.Sum(item => item.Probe.Work));
        foreach (var item in missing)
        {
            Make(item);
        }

        return [.. work.GroupBy(item => item.Run).SelectMany(Results)];
    }

    private static List<Evaluation> Evaluations(ProbedRun run)
    {
        var store = new ProbeStore(run.Trained);
        return [.. run.Probes.Select(probe =>
        {
            var changed = run.Trained.With(probe.Overrides);
            return new Evaluation(run, probe, changed, store, store.KeyOf(changed));
        })];
    }

    private static IEnumerable<ProbeResult> Results(IEnumerable<Evaluation> ofRun)
    {
        var found = ofRun.Select(item => (Item: item, Stored: item.Store.Find(item.Key)!)).ToList();
        return found.Select(one => new ProbeResult(one.Item.Run, one.Item.Probe, one.Stored, found[0].Stored, one.Item.Store.ScoresFile(one.Item.Key)));
    }

    private void Make(Evaluation item)
    {
        _stop.ThrowIfCancellationRequested();
        var what = $"{item.Run.FullLabel}: {item.Probe}";
        var before = _done;
        _progress.Advance(Status(what));
        var (_, result) = item.Run.Trained.Evaluate(item.Changed, _corpora, _stop, new Share(share =>
        {
            _done = before + (share * item.Probe.Work);
            _progress.Advance(Status(what));
        }));
        item.Store.Keep(item.Key, result);
        (_done, _made) = (before + item.Probe.Work, _made + 1);
        var left = Status(what).Remaining is { } time && _made < _total ? $", {RunStatus.TimeText(time)} left" : "";
        _progress.Say(string.Create(
            CultureInfo.InvariantCulture, $"[{_made}/{_total}] {what}: perplexity {result.Perplexity:F3} ({result.Seconds:F1} s){left}"));
    }

    private ProbeStatus Status(string what) =>
        new(what, _made, _total, _done / _work, _done > 0 ? _clock.Elapsed * ((_work - _done) / _done) : null);

    private sealed record Evaluation(ProbedRun Run, Probe Probe, ResolvedRun Changed, ProbeStore Store, string Key);

    private sealed class Share(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
