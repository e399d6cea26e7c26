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

    /// <param name="Name">What is told of it.</param>
    /// <param name="Weight">How long it takes, beside others.</param>
    /// <param name="IsDone">Whether its measurements are known.</param>
    /// <param name="Do">Measures, and gives back what keeps the measurements.</param>
    private sealed record Job(string Name, double Weight, Func<bool> IsDone, Func<CancellationToken, Action> Do);

    /// <summary>Measures.</summary>
    /// <param name="stop">Looked at between measurements; what is done is kept.</param>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public void Run(CancellationToken stop)
    {
        var jobs = Jobs().ToList();
        var missing = jobs.Where(job => !job.IsDone()).ToList();
        var session = folder.Begin(Settings());
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
            var keep = job.Do(stop);
            session.Keep();
            keep();
            done += job.Weight;
        }
    }

    private JsonObject Settings()
    {
        var settings = new JsonObject
        {
            ["threads"] = request.Threads,
            ["clock"] = SideMeasurement.Name(request.Clock),
            ["pairs"] = request.Turns,
            ["overrides"] = new JsonArray([.. request.Overrides.Select(text => (JsonNode)text)]),
        };
        if (request.IsQuick)
        {
            settings[BenchmarkReport.Quick] = true;
        }

        if (request.Alone)
        {
            settings["rival"] = request.Rivals.Contains(BenchmarkRival.Python) ? SideMeasurement.Name(BenchmarkRival.Python) : null;
        }

        return settings;
    }

    private IEnumerable<Job> Jobs()
    {
        foreach (var (size, method) in request.Sizes.Where(size => size != BenchmarkFiles.Long).SelectMany(size => request.MethodsOf(size).Select(method => (size, method))))
        {
            var run = request.Run(size, method);
            var weight = Math.Sqrt((double)run.Config.Model.Layers * run.Config.Model.Width * run.Config.Model.Width * run.Config.Training.Segment);
            if (request.Alone)
            {
                yield return new($"{size} {method}", weight, () => folder.Cells.Of(size, method).Count > 0, stop => Cell(size, method, stop));
            }

            var rivals = request.Published(method);
            if (rivals.Count > 0)
            {
                yield return new(
                    $"{size} {method}, {string.Join(" and ", rivals.Select(rival => rival.Name))}", weight * (1 + rivals.Count) / 2,
                    () => rivals.All(rival => folder.Programs.Of(size, method, rival.Name).Count > 0), stop => Published(size, method, rivals, stop));
            }
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

    private Action Cell(string size, string method, CancellationToken stop)
    {
        var run = request.Run(size, method);
        using var cell = new BenchmarkCell(size, method, run, request.Segments, request.Rivals.Contains(BenchmarkRival.Python) ? request.Files.Rival(method, request.Threads) : null, stop);
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
        var parameters = cell.Parameters;
        return () =>
        {
            folder.Turns.Put([size, method], turns.Select(turn => turn.Row));
            folder.Stages.Put([size, method], stages);
            folder.Cells.Put([size, method], [[size, method, Text(parameters), Text(ours), rival is { } bytes ? Text(bytes) : "", device is { } held ? Text(held) : ""]]);
        };
    }

    private Action Published(string size, string method, IReadOnlyList<PublishedRival> rivals, CancellationToken stop)
    {
        using var cell = new PublishedCell(size, request.Run(size, method), request.Segments, rivals, request, stop);
        var turns = new List<PublishedTurn>();
        foreach (var work in new[] { BenchmarkWork.Forward, BenchmarkWork.Train })
        {
            var measured = cell.Measure(work, request.Turns, request.Clock, request.TurnSeconds).ToList();
            turns.AddRange(measured);
            foreach (var rival in measured.GroupBy(turn => turn.Rival))
            {
                output.WriteLine($"  {rival.Key}: {new TurnSummary([.. rival.Select(turn => turn.Turn)]).Line}");
                output.Flush();
            }
        }

        IReadOnlyList<PublishedProgram> programs = [.. cell.Programs];
        return () =>
        {
            folder.Published.Put([size, method], turns.Select(turn => turn.Row));
            folder.Programs.Put([size, method], programs.Select(program => program.Row));
        };
    }

    private Action Slots(string method, long slots, CancellationToken stop)
    {
        var run = request.Run(BenchmarkFiles.Long, $"long/{method}", Invariant($"model.memories.recent.manage.capacity={slots}"));
        using var worker = BenchmarkWorker.Start(stop);
        var rows = worker.Ask(new() { ["do"] = "slots", ["run"] = run.Yaml, ["times"] = request.Turns, ["clock"] = SnakeCase.Of(request.Clock.ToString()) })["turns"]!.AsArray()
            .Select((turn, i) => (Turn: turn!.AsObject(), Number: i + 1)).ToList();
        string[] Row(JsonObject turn, int number) =>
            [method, Text(slots), Text(number), Exact(turn, "seconds"), Exact(turn, "product"), Text((long)turn["memory"]!), Text((long)turn["resident"]!)];
        IReadOnlyList<IReadOnlyList<string>> kept = [.. rows.Select(row => Row(row.Turn, row.Number))];
        var speed = Spread.Of(rows.Select(row => 1 / (double)row.Turn["seconds"]!));
        output.WriteLine(Invariant($"  {speed.Median:F0} tokens/s ({speed.Least:F0} to {speed.Most:F0})"));
        return () => folder.Long.Put([method, Text(slots)], kept);
    }

    private Action Document(string method, CancellationToken stop)
    {
        var run = request.Run(BenchmarkFiles.Long, $"long/{method}");
        using var worker = BenchmarkWorker.Start(stop);
        var samples = worker.Ask(new() { ["do"] = "document", ["run"] = run.Yaml, ["tokens"] = request.DocumentTokens, ["clock"] = SnakeCase.Of(request.Clock.ToString()) })["samples"]!.AsArray()
            .Select(sample => sample!.AsObject()).ToList();
        var last = samples[^1];
        output.WriteLine(Invariant($"  {(long)last["tokens"]!:N0} tokens in {(double)last["seconds"]!:F0} s, {(long)last["bytes"]! / 1e6:F0} MB resident at the end"));
        return () => folder.Documents.Put([method], samples.Select(sample => (IReadOnlyList<string>)
            [method, Text((long)sample["tokens"]!), Exact(sample, "seconds"), Text((long)sample["bytes"]!)]));
    }

    private static string Exact(JsonObject row, string key) => ((double)row[key]!).ToString("G6", CultureInfo.InvariantCulture);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
