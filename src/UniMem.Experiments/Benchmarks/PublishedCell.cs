using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Schemas;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Benchmarks;

/// <summary>A method at a size, measured turn by turn with published implementations of it.</summary>
/// <remarks>They compute other functions of equal shape: no loss is compared, and how they differ is told with what was measured.</remarks>
public sealed class PublishedCell : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unimem-speed-").FullName;
    private readonly List<(PublishedRival Rival, BenchmarkProcess Process)> _rivals = [];
    private readonly BenchmarkProcess _ours;
    private readonly BenchmarkProcess _products;
    private readonly string _size;

    /// <param name="size">Name of the size.</param>
    /// <param name="run">The run that gives the shape.</param>
    /// <param name="segments">Segments of the documents that are read.</param>
    /// <param name="rivals">At least one, all of one method.</param>
    /// <param name="request">Where programs and clones are.</param>
    /// <param name="stop">Ends all sides.</param>
    /// <exception cref="ConfigurationException">A side cannot be started.</exception>
    public PublishedCell(string size, ResolvedRun run, int segments, IReadOnlyList<PublishedRival> rivals, BenchmarkRequest request, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(rivals);
        ArgumentNullException.ThrowIfNull(request);
        _size = size;
        _ours = BenchmarkWorker.Start(stop);
        _products = BenchmarkWorker.Start(stop);
        try
        {
            var arrays = Path.Combine(_folder, "case.npz");
            var parameters = (long)_ours.Ask(new() { ["do"] = "load", ["run"] = run.Yaml, ["segments"] = segments, ["arrays"] = arrays })["parameters"]!;
            _products.Ask(new() { ["do"] = "prepare", ["run"] = run.Yaml });
            foreach (var rival in rivals)
            {
                _rivals.Add((rival, new($"'{rival.Name}'", request.Program(rival), stop)));
                var answer = _rivals[^1].Process.Ask(new() { ["do"] = "load", ["config"] = YamlJson.Of(YamlReader.Read(run.Yaml, "run.yaml")), ["arrays"] = arrays });
                Programs.Add(new(_size, rival.Method, rival.Name, (long)answer["parameters"]!, parameters, null, (string)answer["commit"]!, (string)answer["differs"]!));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the implementations are; the memory they took once they have been measured.</summary>
    public List<PublishedProgram> Programs { get; } = [];

    /// <summary>Measures some work turn by turn: ours, each implementation, the products.</summary>
    /// <param name="work">Forward passes or training.</param>
    /// <param name="turns">How often. At least 1.</param>
    /// <param name="clock">By which clock.</param>
    /// <param name="seconds">How long a side is at work in a turn, about.</param>
    public IEnumerable<PublishedTurn> Measure(BenchmarkWork work, int turns, BenchmarkClock clock, double seconds)
    {
        var times = SideMeasurement.Warm([_ours, .. _rivals.Select(rival => rival.Process)], work, seconds);
        for (var turn = 1; turn <= turns; turn++)
        {
            var ours = _ours.Measure(work, times).PerToken(clock);
            var theirs = _rivals.Select(rival => (rival.Rival, Seconds: rival.Process.Measure(work, times).PerToken(clock))).ToList();
            var (products, flops) = _products.Products(work, clock);
            foreach (var (rival, spent) in theirs)
            {
                yield return new(rival.Name, new(_size, rival.Method, work, turn, ours, spent, products, flops));
            }
        }

        for (var i = 0; i < _rivals.Count; i++)
        {
            Programs[i] = Programs[i] with { PeakBytes = _rivals[i].Process.PeakBytes };
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, process) in _rivals)
        {
            process.Dispose();
        }

        _products.Dispose();
        _ours.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
