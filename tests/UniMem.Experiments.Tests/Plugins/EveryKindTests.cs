using System.Text.Json.Nodes;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Cli;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Memory;
using UniMem.Training;
using UniMem.Training.Tasks;

namespace UniMem.Experiments.Tests.Plugins;

/// <summary>A run all of whose parts come from a plugin.</summary>
public sealed class EveryKindTests
{
    private static readonly Type[] Kinds =
    [
        typeof(WriterConfig), typeof(ManagerConfig), typeof(ReaderConfig), typeof(InjectorConfig), typeof(AttentionPattern), typeof(PositionPolicyConfig),
        typeof(OptimizerConfig), typeof(ScheduleConfig), typeof(CorpusConfig), typeof(TokenizerConfig), typeof(EvaluationTaskConfig),
    ];

    [Test]
    public void Run_OfPartsFromAPlugin_TrainsEvaluatesAndRecordsThePlugin()
    {
        using var folder = new TemporaryFolder();
        var (plugin, file) = (PluginFile.Built("EveryKind"), folder.Write("run.yaml", Run(PluginFile.Built("EveryKind"))));
        var run = ResolvedRun.Load(file);
        var (code, output, error) = Cli.Cli.Run("train", file, "--out", folder.At("out"));

        Assert.That((code, error), Is.EqualTo((ExitCodes.Success, "")), output);
        foreach (var kind in Kinds)
        {
            var names = ResolvedRun.Load(file).Components.NamesOf(kind).Where(name => run.Components.Find(kind, name)!.Assembly == run.Plugins[0].Assembly);
            Assert.That(names, Is.Not.Empty.And.All.Matches<string>(name => run.Yaml.Contains($"type: {name}", StringComparison.Ordinal)), kind.Name);
        }

        var record = JsonNode.Parse(File.ReadAllText(folder.At("out/environment.json")))![0]!["plugins"]![0]!;
        Assert.That(((string?)record["name"], (string?)record["version"], (string?)record["sha256"]), Is.EqualTo(("EveryKind", "2.0.1", run.Plugins[0].Sha256)));
        Assert.That(plugin, Is.EqualTo(run.Plugins[0].File));
    }

    [Test]
    public void Task_FromAPlugin_LandsInTheFilesOfTheEvaluationAndInEval()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("run.yaml", Run(PluginFile.Built("EveryKind")));
        Cli.Cli.Run("train", file, "--out", folder.At("out"));
        var evaluations = new EvaluationFiles(folder.At("out/evaluations"));
        var measured = evaluations.ReadMeasures(Split.Validation, 2).Single();
        var (nats, targets) = evaluations.Read(Split.Validation, 2).Aggregate((0.0, 0L), (sum, score) => (sum.Item1 + score.Nats, sum.Item2 + score.Targets));

        Assert.That((measured.Task, measured.Measure), Is.EqualTo(("own", "nats")));
        Assert.That(measured.Value, Is.EqualTo(nats / targets).Within(1e-5));
        Assert.That(Cli.Cli.Run("eval", folder.At("out")).Output, Does.Match(@"\| *own +\| *nats +\| *\d\.\d+ *\|"));
    }

    private static string Run(string plugin) => $$"""
        name: every kind
        plugins: [{{plugin}}]
        device: cpu
        model:
          layers: 1
          width: 8
          heads: 2
          feed_forward: 8
          memories:
            m:
              write: {type: negated}
              manage: {type: hold, capacity: 6}
              read: {type: half_full, reader: {type: positions, pattern: {type: even_distance} } }
              inject: {type: scaled, positions: {type: twice_as_far} }
        data: {corpus: {type: counting}, tokenizer: {type: letters} }
        training:
          steps: 2
          batch: 2
          segment: 4
          bptt_segments: 2
          optimizer: {type: sign, learning_rate: 0.01}
          schedule: {type: halving}
        evaluation: {tasks: {own: {type: mean_nats} } }
        """;
}
