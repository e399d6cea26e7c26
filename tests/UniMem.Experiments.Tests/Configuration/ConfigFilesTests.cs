using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Tests.Configuration;

/// <summary>Every YAML file in <c>configs</c> is a run, or makes one with the tiny run; it builds and takes two steps.</summary>
public sealed class ConfigFilesTests
{
    private static readonly string[] Quick =
    [
        "device=cpu",
        "training.steps=2",
        "training.batch=2",
        "training.segment=16",
        "training.bptt_segments=2",
        "training.schedule.warmup_steps=0",
    ];

    private TemporaryFolder _folder = null!;

    private static IEnumerable<TestCaseData> Files => Directory
        .EnumerateFiles(Repository.At("configs"), "*.yaml", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetRelativePath(Repository.Path, file)));

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [TestCaseSource(nameof(Files))]
    public void ConfigFile_Alone_BuildsAndTakesTwoSteps(string file)
    {
        string[] quick = [.. Quick, .. Texts(file)];
        var run = Fragment.Resolve(file, run: null, [.. quick, .. Narrow(Fragment.Resolve(file, run: null, quick).Config.Model)]);
        using var session = run.Located(config => TrainingSession.Create(Setup(config)));

        Assert.That(session.Step().Loss, Is.Positive.And.LessThan(20));
        Assert.That(session.Step().Loss, Is.Positive.And.LessThan(20));
        Assert.That(session.Finished);
    }

    [TestCaseSource(nameof(Files))]
    public void ConfigFile_Resolved_IsTheSameRun(string file)
    {
        var run = Fragment.Resolve(file, run: null, Texts(file));
        var again = ResolvedRun.Load(_folder.Write("resolved.yaml", run.Yaml));

        Assert.That(again.Yaml, Is.EqualTo(run.Yaml));
        Assert.That(again.Id, Is.EqualTo(run.Id));
    }

    // Backbones of full size keep their layers and heads here, not their widths: some need more memory than a desk has.
    private static string[] Narrow(ModelConfig model) =>
        model.Width <= 512 ? [] : [$"model.width={8 * model.Heads}", $"model.feed_forward={16 * model.Heads}"];

    private string[] Texts(string file)
    {
        if (!file.EndsWith("text.yaml", StringComparison.Ordinal))
        {
            return [];
        }

        // The one file that asks for text of the user's own.
        for (var i = 0; i < 20; i++)
        {
            _folder.Write($"books/{i}.txt", string.Concat(Enumerable.Range(0, 400).Select(word => $"word{word * (i + 1) % 97} ")));
        }

        return [$"data.corpus.path={_folder.At("books")}", "data.tokenizer={type: bytes}"];
    }

    private static TrainingSetup Setup(RunConfig config) => new()
    {
        Model = config.Model,
        Training = config.Training,
        Evaluation = config.Evaluation,
        Corpus = EncodedCorpus.Read(config.Data),
        Seed = config.Seed,
        Numerics = ComputeSettings.Read(config.Device, config.Dtype, config.Kernels),
    };
}
