using System.Text.Json.Nodes;
using TorchSharp;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Verification;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Our side of a comparison: answers requests, a line of JSON each, until there are no more. Rivals speak the same words.</summary>
/// <remarks>
/// <c>load</c> builds the model of a run's file and writes its weights and text to an <c>.npz</c>; <c>measure</c> does some work so many times;
/// <c>products</c> times the matrix products of a segment alone.
/// </remarks>
public sealed class BenchmarkWorker : IDisposable
{
    private ResolvedRun? _run;
    private BenchmarkModel? _model;
    private MatrixProducts _products = MatrixProducts.None;
    private ProductClock? _clock;

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
                "load" => Load(Text(request, "file"), (int)request["segments"]!, Text(request, "arrays")),
                "measure" => Measure(Work(request), (int)request["times"]!),
                "products" => Products(Work(request), Enum.Parse<BenchmarkClock>(Text(request, "clock"), ignoreCase: true)),
                var unknown => throw new ArgumentException($"there is no request '{unknown}'.", nameof(request)),
            };
        }
        catch (ConfigurationException mistake)
        {
            return new() { ["mistake"] = mistake.Message };
        }
    }

    private JsonObject Load(string file, int segments, string arrays)
    {
        _run = ResolvedRun.Load(file);
        _model?.Dispose();
        _model = new(_run, segments);
        var config = _run.Config;
        _products = ModelProducts.Of(config, 256);
        _clock = new(torch.CPU, torch.ScalarType.Float32);
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

    private static string Text(JsonObject request, string key) => (string)request[key]!;

    private static BenchmarkWork Work(JsonObject request) => Enum.Parse<BenchmarkWork>(Text(request, "what"), ignoreCase: true);
}
