using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using UniMem.Experiments.Sweeps.Planning.Costs;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Measures what is asked for and not yet known, tells what it finds, and keeps it.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="folder">Where it is kept.</param>
/// <param name="output">Where it is told.</param>
public sealed class BenchmarkRunner(BenchmarkRequest request, BenchmarkFolder folder, TextWriter output)
{
    private const int StageSteps = 5;
    private const int OverheadSteps = 9;

    private sealed record Job(string Name, double Weight, Func<bool> IsDone, Action<CancellationToken> Do);

    /// <summary>Measures.</summary>
    /// <param name="stop">Looked at between measurements; what is done is kept.</param>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public void Run(CancellationToken stop)
    {
        var jobs = Jobs().ToList();
        var missing = jobs.Where(job => !job.IsDone()).ToList();
        folder.Begin(Settings());
        if (missing.Count < jobs.Count)
        {
            output.WriteLine(Invariant($"{jobs.Count - missing.Count} of {jobs.Count} measurements are known from before."));
        }

        var (clock, done, all) = (Stopwatch.StartNew(), 0.0, missing.Sum(job => job.Weight));
        foreach (var job in missing)
        {
            stop.ThrowIfCancellationRequested();
            var left = done == 0 ? "" : $", about {Duration.Of(clock.Elapsed.TotalSeconds / done * (all - done))} left";
            output.WriteLine(Invariant($"{job.Name} ({jobs.IndexOf(job) + 1} of {jobs.Count}{left})"));
            output.Flush();
            job.Do(stop);
            done += job.Weight;
        }
    }

    private JsonObject Settings() => new()
    {
        ["threads"] = request.Threads,
        ["clock"] = SnakeCase.Of(request.Clock.ToString()),
        ["rival"] = request.Rival is { } rival ? SnakeCase.Of(rival.ToString()) : null,
        ["pairs"] = request.Turns,
        ["overrides"] = new JsonArray([.. request.Overrides.Select(text => (JsonNode)text)]),
    };

    private IEnumerable<Job> Jobs()
    {
        foreach (var (size, method) in request.Sizes.Where(size => size != BenchmarkFiles.Long).SelectMany(size => request.MethodsOf(size).Select(method => (size, method))))
        {
            var run = request.Run(size, method);
            var weight = run.Config.Model.Layers * run.Config.Model.Width * run.Config.Model.Width * run.Config.Training.Segment;
            yield return new($"{size} {method}", Math.Sqrt(weight), () => folder.Cells.Of(size, method).Count > 0, stop => Cell(size, method, stop));
        }

        foreach (var method in request.Sizes.Contains(BenchmarkFiles.Long) ? request.MethodsOf(BenchmarkFiles.Long) : [])
        {
            foreach (var slots in request.Slots)
            {
                var count = slots.ToString(CultureInfo.InvariantCulture);
                yield return new($"long {method}, {slots:N0} slots", 4000, () => folder.Long.Of(method, count).Count > 0, stop => Slots(method, slots, stop));
            }

            yield return new($"long {method}, a document", 20000, () => folder.Documents.Of(method).Count > 0, stop => Document(method, stop));
        }
    }

    private void Cell(string size, string method, CancellationToken stop)
    {
        var run = request.Run(size, method);
        using var cell = new BenchmarkCell(size, method, run, request.Segments, request.Rival is null ? null : request.Files.Rival(method, request.Threads), stop);
        var turns = new List<TurnResult>();
        foreach (var work in Enum.GetValues<BenchmarkWork>())
        {
            turns.AddRange(cell.Measure(work, request.Turns, request.Clock, request.TurnSeconds));
            output.WriteLine("  " + new TurnSummary([.. turns.Where(turn => turn.Work == work)]).Line);
            output.Flush();
        }

        var (ours, rival) = cell.PeakBytes;
        var device = cell.DeviceBytes;
        var stages = cell.Stages(StageSteps, OverheadSteps, request.Clock);
        folder.Turns.Put([size, method], turns.Select(turn => turn.Row));
        folder.Stages.Put([size, method], stages);
        folder.Cells.Put([size, method], [[size, method, Text(cell.Parameters), Text(ours), rival is { } bytes ? Text(bytes) : "", device is { } held ? Text(held) : ""]]);
    }

    private void Slots(string method, long slots, CancellationToken stop)
    {
        var run = request.Run(BenchmarkFiles.Long, $"long/{method}", Invariant($"model.memories.recent.manage.capacity={slots}"));
        using var worker = BenchmarkWorker.Start(stop);
        var rows = worker.Ask(new() { ["do"] = "slots", ["run"] = run.Yaml, ["times"] = request.Turns, ["clock"] = SnakeCase.Of(request.Clock.ToString()) })["turns"]!.AsArray()
            .Select((turn, i) => (Turn: turn!.AsObject(), Number: i + 1)).ToList();
        string[] Row(JsonObject turn, int number) =>
            [method, Text(slots), Text(number), Exact(turn, "seconds"), Exact(turn, "product"), Text((long)turn["memory"]!), Text((long)turn["resident"]!)];
        folder.Long.Put([method, Text(slots)], rows.Select(row => Row(row.Turn, row.Number)));
        var speed = Spread.Of(rows.Select(row => 1 / (double)row.Turn["seconds"]!));
        output.WriteLine(Invariant($"  {speed.Median:F0} tokens/s ({speed.Least:F0} to {speed.Most:F0})"));
    }

    private void Document(string method, CancellationToken stop)
    {
        var run = request.Run(BenchmarkFiles.Long, $"long/{method}");
        using var worker = BenchmarkWorker.Start(stop);
        var samples = worker.Ask(new() { ["do"] = "document", ["run"] = run.Yaml, ["tokens"] = request.DocumentTokens, ["clock"] = SnakeCase.Of(request.Clock.ToString()) })["samples"]!.AsArray()
            .Select(sample => sample!.AsObject()).ToList();
        folder.Documents.Put([method], samples.Select(sample => (IReadOnlyList<string>)
            [method, Text((long)sample["tokens"]!), Exact(sample, "seconds"), Text((long)sample["bytes"]!)]));
        var last = samples[^1];
        output.WriteLine(Invariant($"  {(long)last["tokens"]!:N0} tokens in {(double)last["seconds"]!:F0} s, {(long)last["bytes"]! / 1e6:F0} MB resident at the end"));
    }

    private static string Exact(JsonObject row, string key) => ((double)row[key]!).ToString("G6", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
