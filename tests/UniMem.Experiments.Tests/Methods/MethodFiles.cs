using TorchSharp;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Tests.Methods;

/// <summary>The files of <c>configs/methods</c>, each put on a small backbone.</summary>
internal static class MethodFiles
{
    public const long Vocabulary = 23;
    public const long Segment = 4;

    public static IEnumerable<string> Names => Directory
        .EnumerateFiles(Repository.At("configs/methods"), "*.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Repository.At("configs/methods"), file))
        .Order(StringComparer.Ordinal);

    public static Numerics Double { get; } =
        ComputeSettings.Read("cpu", "float32", Environment.GetEnvironmentVariable("UNIMEM_TEST_KERNELS") ?? "auto") with { Compute = torch.ScalarType.Float64 };

    /// <summary>The method on two layers of width 24, with weights large enough that everything matters.</summary>
    public static ModelConfig Config(string name)
    {
        var method = ConfigFiles.Load(Repository.At($"configs/methods/{name}"));
        var run = ConfigMerge.Over(ConfigFiles.Load(Repository.At("configs/models/tiny.yaml")), method);
        run = ConfigMerge.Over(run, ConfigFiles.Load(Repository.At("configs/data/austen.yaml")));
        return ResolvedRun.Of(ConfigOverride.Apply(run, ["name=test"])).Config.Model with
        {
            Layers = 2,
            Width = 24,
            Heads = 4,
            KeyValueHeads = 2,
            FeedForward = 20,
            InitialDeviation = 0.4,
        };
    }

    public static LanguageModel Model(string name, Numerics? numerics = null) => LanguageModel.Build(Config(name), Vocabulary, Segment, seed: 1, numerics ?? Double);

    public static torch.Tensor Text(long rows, long length, ulong seed = 7) =>
        torch.empty([rows, length], torch.ScalarType.Int64).random_(0, Vocabulary, new torch.Generator(seed));

    /// <summary>Logits of a text read segment by segment, and the state after it.</summary>
    public static (torch.Tensor Logits, MemoryState State) Read(LanguageModel model, torch.Tensor tokens_BT, MemoryState? state = null, long start = 0)
    {
        state ??= MemoryState.Empty;
        var logits = new List<torch.Tensor>();
        for (var from = 0L; from < tokens_BT.shape[1]; from += Segment)
        {
            var positions = (torch.arange(Segment) + (start + from)).unsqueeze(0).expand(tokens_BT.shape[0], -1);
            (var part, state) = model.Forward(tokens_BT.narrow(1, from, Segment), positions, state);
            logits.Add(part);
        }

        return (torch.cat(logits, 1), state);
    }
}
