using System.Diagnostics;
using System.Text.Json.Nodes;
using TorchSharp;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Verification;
using UniMem.Experiments.Yaml;
using UniMem.Training;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Our side of a comparison: answers requests, a line of JSON each, until there are no more. Rivals speak the same words.</summary>
/// <remarks>
/// <c>load</c> builds the model of a run and writes its weights and text to an <c>.npz</c>; <c>measure</c> does some work so many times;
/// <c>stages</c> and <c>overhead</c> follow training steps. <c>prepare</c>, <c>products</c> and <c>stage_products</c> time the matrix products of a
/// segment alone, <c>slots</c> and <c>document</c> long memories and documents.
/// </remarks>
public sealed class BenchmarkWorker : IDisposable
{
    private const int WarmUp = 3;
    private string _yaml = "";
    private int _segments;
    private ResolvedRun? _run;
    private BenchmarkModel? _model;
    private MatrixProducts _products = MatrixProducts.None;
    private ProductClock? _clock;

    /// <summary>Starts the program that runs now once more, as a worker.</summary>
    /// <param name="stop">Ends it at once.</param>
    public static BenchmarkProcess Start(CancellationToken stop)
    {
        string[] self = [.. SelfCommand.Program, "bench-worker"];
        return new("unimem", new ProcessStartInfo(self[0], self.Skip(1)), stop);
    }

    /// <summary>Serves until the requests end.</summary>
    public void Serve(TextReader requests, TextWriter answers)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(answers);
        while (requests.ReadLine() is { } line)
        {
            answers.WriteLine(Answer(JsonNode.Parse(line)!.AsObject()).ToJsonString());
            answers.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _model?.Dispose();

    private JsonObject Answer(JsonObject request)
    {
        try
        {
            return Text(request, "do") switch
            {
                "load" => Load(Text(request, "run"), (int)request["segments"]!, Text(request, "arrays")),
                "prepare" => Prepare(Text(request, "run")),
                "stage_products" => StageProducts(Clock(request)),
                "measure" => Measure(Work(request), (int)request["times"]!),
                "products" => Products(Work(request), Clock(request)),
                "slots" => Slots(Text(request, "run"), (int)request["times"]!, Clock(request)),
                "document" => Document(Text(request, "run"), (long)request["tokens"]!, Clock(request)),
                "stages" => Stages((int)request["times"]!, Clock(request)),
                "overhead" => Overhead((int)request["times"]!, Clock(request)),
                var unknown => throw new ArgumentException($"there is no request '{unknown}'.", nameof(request)),
            };
        }
        catch (ConfigurationException mistake)
        {
            return new() { ["mistake"] = mistake.Message };
        }
    }

    private JsonObject Load(string run, int segments, string arrays)
    {
        (_run, _yaml, _segments) = (Resolve(run), run, segments);
        _model?.Dispose();
        _model = new(_run, segments);
        using var scope = torch.NewDisposeScope();
        NpzFile.Write(arrays, _model.Model.named_parameters()
            .Select(weight => KeyValuePair.Create($"w.{weight.Item1}", weight.Item2.detach()))
            .Append(KeyValuePair.Create("text", _model.Text)));
        return new()
        {
            ["parameters"] = _model.Model.parameters().Sum(parameter => parameter.numel()),
            ["threads"] = torch.get_num_threads(),
        };
    }

    /// <summary>Gets ready to time products alone: in a process without a model, whose memory is not what is measured.</summary>
    private JsonObject Prepare(string run)
    {
        _run = Resolve(run);
        var config = _run.Config;
        torch.set_num_threads(config.Threads);
        var numerics = _run.Located(c => ComputeSettings.Read(c.Device, c.Dtype, c.Kernels));
        _products = ModelProducts.Of(config, config.Data.Tokenizer.Train([], "data.tokenizer").VocabularySize);
        _clock = new(numerics.Device, numerics.Compute);
        return [];
    }

    private JsonObject Measure(BenchmarkWork work, int times)
    {
        var measured = _model!.Measure(work, times);
        return new() { ["wall"] = measured.Wall, ["processor"] = measured.Processor, ["tokens"] = measured.Tokens, ["value"] = measured.Value };
    }

    private JsonObject Products(BenchmarkWork work, BenchmarkClock clock)
    {
        var training = _run!.Config.Training;
        _clock!.Forget(clock);
        var forward = _clock.Seconds(_products.Forward);
        var backward = work == BenchmarkWork.Train ? _clock.Seconds(_products.Backward) : 0;
        var flops = _products.Forward.Sum(product => product.Flops) + (work == BenchmarkWork.Train ? _products.Backward.Sum(product => product.Flops) : 0);
        return new() { ["seconds"] = forward + backward, ["tokens"] = training.Batch * training.Segment, ["flops"] = flops };
    }

    /// <summary>Seconds for a token, segment by segment, beside a full memory, and those of one product of its size.</summary>
    private static JsonObject Slots(string run, int times, BenchmarkClock clock)
    {
        using var memory = new LongMemory(Resolve(run));
        var tokens = memory.Tokens;
        memory.Read(clock);
        memory.Read(clock);
        var resident = Environment.WorkingSet;   // before the product, whose results are larger than the memory
        return new()
        {
            ["turns"] = new JsonArray([.. Enumerable.Range(0, times).Select(_ => (JsonNode)new JsonObject
            {
                ["seconds"] = memory.Read(clock) / tokens,
                ["product"] = memory.Product(clock) / tokens,
                ["memory"] = memory.MemoryBytes,
                ["resident"] = resident,
            })]),
        };
    }

    private static JsonObject Document(string run, long tokens, BenchmarkClock clock) => new()
    {
        ["samples"] = new JsonArray([.. LongDocument.Read(Resolve(run), tokens, clock).Select(sample => (JsonNode)new JsonObject
        {
            ["tokens"] = sample.Tokens,
            ["seconds"] = sample.Seconds,
            ["bytes"] = sample.Bytes,
        })]),
    };

    private static ResolvedRun Resolve(string yaml, params IEnumerable<string> overrides) =>
        ResolvedRun.Of(ConfigOverride.Apply((ConfigMap)YamlReader.Read(yaml, "run.yaml"), overrides));

    /// <summary>Seconds of the matrix products of a training step by stage.</summary>
    private JsonObject StageProducts(BenchmarkClock clock)
    {
        _clock!.Forget(clock);
        var window = _run!.Config.Training.BpttSegments;
        return new(Enum.GetValues<Stage>().Select(stage => KeyValuePair.Create(SnakeCase.Of(stage.ToString()), (JsonNode?)JsonValue.Create(
            window * _clock.Seconds(_products.Forward.Concat(_products.Backward).Where(product => product.Stage == stage))))));
    }

    /// <summary>Seconds of a training step by stage.</summary>
    private JsonObject Stages(int times, BenchmarkClock clock)
    {
        var profile = new StageProfile();
        using var model = new BenchmarkModel(_run!, _segments, profile);
        model.Measure(BenchmarkWork.Train, WarmUp);
        profile.Start(clock);
        var measured = model.Measure(BenchmarkWork.Train, times);
        var (forward, backward) = profile.Stop();
        return new()
        {
            ["step"] = measured.Seconds(clock) / times,
            ["stages"] = new JsonArray([.. Enum.GetValues<Stage>().Select(stage => (JsonNode)new JsonObject
            {
                ["stage"] = SnakeCase.Of(stage.ToString()),
                ["forward"] = forward[(int)stage] / times,
                ["backward"] = backward[(int)stage] / times,
            })]),
        };
    }

    /// <summary>Seconds of a training step of the same parts with next to no numbers in it: what is left is our side and the graph.</summary>
    private JsonObject Overhead(int times, BenchmarkClock clock)
    {
        var heads = _run!.Config.Model.Heads;
        var tiny = Resolve(_yaml, "training.batch=1", "training.segment=8", "model.head_width=2", "model.feed_forward=2", FormattableString.Invariant($"model.width={2 * heads}"));
        using var model = new BenchmarkModel(tiny, _segments);
        model.Measure(BenchmarkWork.Train, WarmUp);
        return new() { ["step"] = Spread.Of(Enumerable.Range(0, times).Select(_ => model.Measure(BenchmarkWork.Train, 1).Seconds(clock))).Median };
    }

    private static string Text(JsonObject request, string key) => (string)request[key]!;

    private static BenchmarkClock Clock(JsonObject request) => Enum.Parse<BenchmarkClock>(Text(request, "clock"), ignoreCase: true);

    private static BenchmarkWork Work(JsonObject request) => Enum.Parse<BenchmarkWork>(Text(request, "what"), ignoreCase: true);
}
