using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Schemas;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Benchmarks;

/// <summary>A method at a size, measured turn by turn with a rival: each side is a process of its own that stays alive and warm.</summary>
public sealed class BenchmarkCell : IDisposable
{
    private const double ValuesAgree = 1e-4;
    private readonly string _folder = Directory.CreateTempSubdirectory("unimem-speed-").FullName;
    private readonly BenchmarkProcess _ours;
    private BenchmarkProcess? _rival;
    private readonly BenchmarkProcess _products;
    private readonly string _size;
    private readonly string _method;

    /// <param name="size">Name of the size.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="run">The run that both compute.</param>
    /// <param name="segments">Segments of the documents that are read.</param>
    /// <param name="rival">The rival's program; null for none.</param>
    /// <param name="stop">Ends both sides.</param>
    /// <exception cref="ConfigurationException">A side cannot be started, or they do not compute the same.</exception>
    public BenchmarkCell(string size, string method, ResolvedRun run, int segments, ProcessStartInfo? rival, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        (_size, _method) = (size, method);
        _ours = BenchmarkWorker.Start(stop);
        _products = BenchmarkWorker.Start(stop);
        try
        {
            Load(run, segments, rival, stop);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Learned numbers of the model.</summary>
    public long Parameters { get; private set; }

    /// <summary>Largest resident memory of both so far, in bytes; null for a rival that is not there.</summary>
    public (long Ours, long? Rival) PeakBytes => (_ours.PeakBytes, _rival?.PeakBytes);

    /// <summary>What our side holds on a GPU, in bytes; null where it uses none.</summary>
    public long? DeviceBytes => _ours.DeviceBytes;

    /// <summary>A training step by stages, as rows of <see cref="BenchmarkFolder.Stages"/>; milliseconds.</summary>
    /// <param name="times">Steps that are followed.</param>
    /// <param name="empty">Steps with next to no numbers that are timed for what is left.</param>
    /// <param name="clock">By which clock.</param>
    public IReadOnlyList<IReadOnlyList<string>> Stages(int times, int empty, BenchmarkClock clock)
    {
        var profile = _ours.Ask(new() { ["do"] = "stages", ["times"] = times, ["clock"] = SideMeasurement.Name(clock) });
        var products = _products.Ask(new() { ["do"] = "stage_products", ["clock"] = SideMeasurement.Name(clock) });
        var overhead = _ours.Ask(new() { ["do"] = "overhead", ["times"] = empty, ["clock"] = SideMeasurement.Name(clock) });
        string[] Row(string stage, params double[] seconds) =>
            [_size, _method, stage, .. seconds.Select(s => (1000 * s).ToString("F3", CultureInfo.InvariantCulture)), .. Enumerable.Repeat("", 3 - seconds.Length)];
        return
        [
            .. profile["stages"]!.AsArray().Select(stage => Row((string)stage!["stage"]!, (double)stage["forward"]!, (double)stage["backward"]!, (double)products[(string)stage["stage"]!]!)),
            Row("step", (double)profile["step"]!),
            Row("overhead", (double)overhead["step"]!),
        ];
    }

    /// <summary>Measures some work turn by turn.</summary>
    /// <param name="work">What.</param>
    /// <param name="turns">How often. At least 1.</param>
    /// <param name="clock">By which clock.</param>
    /// <param name="seconds">How long a side is at work in a turn, about; at least one piece of work is done.</param>
    public IEnumerable<TurnResult> Measure(BenchmarkWork work, int turns, BenchmarkClock clock, double seconds)
    {
        var times = SideMeasurement.Warm([.. new[] { _ours, _rival }.OfType<BenchmarkProcess>()], work, seconds);
        for (var turn = 1; turn <= turns; turn++)
        {
            var ours = _ours.Measure(work, times);
            var rival = _rival?.Measure(work, times);
            var (products, flops) = _products.Products(work, clock);
            yield return new(_size, _method, work, turn, ours.PerToken(clock), rival?.PerToken(clock), products, flops);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rival?.Dispose();
        _products.Dispose();
        _ours.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Load(ResolvedRun run, int segments, ProcessStartInfo? rival, CancellationToken stop)
    {
        var arrays = Path.Combine(_folder, "case.npz");
        Parameters = (long)_ours.Ask(new() { ["do"] = "load", ["run"] = run.Yaml, ["segments"] = segments, ["arrays"] = arrays })["parameters"]!;
        _products.Ask(new() { ["do"] = "prepare", ["run"] = run.Yaml });
        if (rival is null)
        {
            return;
        }

        _rival = new("the rival", rival, stop);
        var config = YamlJson.Of(YamlReader.Read(run.Yaml, "run.yaml"));
        Compare((long)_rival.Ask(new() { ["do"] = "load", ["config"] = config, ["arrays"] = arrays })["parameters"]!);
    }

    private void Compare(long parameters)
    {
        if (parameters != Parameters)
        {
            throw Differs(FormattableString.Invariant($"it has {parameters} parameters, and ours {Parameters}"));
        }

        foreach (var work in new[] { BenchmarkWork.Evaluate, BenchmarkWork.Train })
        {
            // The loss of the second step tells whether the first one moved the weights alike.
            var (ours, theirs) = (_ours.Measure(work, 2), _rival!.Measure(work, 2));
            if (ours.Tokens != theirs.Tokens || Math.Abs(ours.Value - theirs.Value) > ValuesAgree)
            {
                throw Differs(FormattableString.Invariant(
                    $"{work} gives {theirs.Value} nats over {theirs.Tokens} tokens, and ours {ours.Value} over {ours.Tokens}"));
            }
        }
    }

    private ConfigurationException Differs(string how) =>
        new("the rival", $"does not compute what {_method} computes: {how}. They are compared only when they do the same.");
}
