using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plugins;
using UniMem.Experiments.Schemas;
using UniMem.Experiments.Yaml;

namespace UniMem.Documentation.Tests;

/// <summary>Editors accept what UniMem accepts, and mark what it refuses.</summary>
[Category("Slow")]
public sealed class SchemaTests
{
    private const string Memory = "{write: {type: kv}, manage: {type: fifo, capacity: 4}, read: {type: topk, k: 2}, inject: {type: joint}}";
    private const string Data = "data: {corpus: {type: austen}, tokenizer: {type: bytes}}";

    private static readonly (string Says, SchemaKind Kind, string Yaml)[] Wrong =
    [
        ("'layrs' was unexpected", SchemaKind.Run, $"{{name: a, model: {{layrs: 2}}, {Data}}}"),
        ("'name' is a required property", SchemaKind.Run, $"{{model: {{}}, {Data}}}"),
        ("0 is less than the minimum of 1", SchemaKind.Run, $"{{name: a, model: {{layers: 0}}, {Data}}}"),
        ("-1 is less than the minimum of 0", SchemaKind.Fragment, "seed: -1"),
        ("2 is greater than the maximum of 1", SchemaKind.Fragment, "training: {schedule: {type: cosine, final_fraction: 2}}"),
        ("1 is greater than or equal to the maximum of 1", SchemaKind.Fragment, "model: {dropout: 1}"),
        ("'many' is not of type 'integer'", SchemaKind.Fragment, "training: {steps: many}"),
        ("'lifo' is not one of", SchemaKind.Fragment, "model: {memories: {a: {manage: {type: lifo}}}}"),
        ("'capacity' is a required property", SchemaKind.Method, $"model: {{memories: {{a: {Memory.Replace("capacity: 4", "", StringComparison.Ordinal)}}}}}"),
        ("'read' is a required property", SchemaKind.Method, "model: {memories: {a: {write: {type: kv}, manage: {type: fifo, capacity: 4}, inject: {type: joint}}}}"),
        ("'segmnts' was unexpected", SchemaKind.Method, $"model: {{memories: {{a: {Memory.Replace("capacity: 4", "capacity: {segmnts: 4}", StringComparison.Ordinal)}}}}}"),
        ("'uper_half' is not one of", SchemaKind.Method, "model: {memories: {a: {layers: uper_half}}}"),
        ("'type' is a required property", SchemaKind.Fragment, "model: {local: [{size: 4}]}"),
        ("'size' is a required property", SchemaKind.Fragment, "model: {local: [{type: any_of, patterns: [{type: window}]}]}"),
        ("'float8' is not one of", SchemaKind.Fragment, "dtype: float8"),
        ("'axes' is a required property", SchemaKind.Sweep, $"{{model: {{}}, {Data}}}"),
        ("'trainin.steps' do", SchemaKind.Sweep, "{extends: a.yaml, axes: {trainin.steps: [1]}}"),
        ("'x' is not of type 'integer'", SchemaKind.Sweep, "{extends: a.yaml, axes: {training.steps: [x]}}"),
        ("'logarithm' was unexpected", SchemaKind.Sweep, "{extends: a.yaml, random: {draws: 2, settings: {seed: {logarithm: [1, 2]}}}}"),
        ("'draws' is a required property", SchemaKind.Sweep, "{extends: a.yaml, random: {settings: {seed: {integer: [1, 2]}}}}"),
        ("0 is less than the minimum of 1", SchemaKind.Sweep, "{extends: a.yaml, axes: {seed: [1]}, jobs: 0}"),
    ];

    private static readonly (SchemaKind Kind, string Yaml)[] Right =
    [
        (SchemaKind.Run, $"{{name: 2024, model: {{memories: {{a: {Memory}}}}}, {Data}, training: {{optimizer: {{learning_rate: 1e-3}}}}}}"),
        (SchemaKind.Run, "{extends: [a.yaml, b.yaml], name: a, model: {memories: {a: {manage: {capacity: {segments: 4}}}, b: null}}}"),
        (SchemaKind.Fragment, "model: {memories: {a: {layers: [1, 2..3, 0.5..0.75]}, b: {layers: 0.75}, c: {layers: 'all'}}}"),
        (SchemaKind.Fragment, "evaluation: {memory: off, by_position: [16, 64]}"),
        (SchemaKind.Sweep, "{extends: a.yaml, axes: {method: [a, b.yaml], model.memories.recent.manage.capacity: [4, {segments: 2}], seed: [1, 2]}}"),
        (SchemaKind.Sweep, "{extends: a.yaml, cases: {a: as_is, b: {model.layers: 4, where: {method: [rmt]}}}, exclude: [{case: b, seed: 2}], baseline: a}"),
        (SchemaKind.Sweep, "{extends: a.yaml, zip: [{model.layers: [2, 4], model.width: [96, 64]}], random: {draws: 4, settings: {training.optimizer.learning_rate: {log: [1.0e-4, 1.0e-2]}}}}"),
        (SchemaKind.Sweep, "{extends: a.yaml, axes: {model.memories.recent.read.k: {values: [1, 2], where: {method: unimix}}}}"),
    ];

    [Test]
    public void Validate_EveryFileOfTheRepository_IsAccepted()
    {
        var files = YamlFiles.All.Select(file => (file, YamlFiles.KindOf(file), File.ReadAllText(Repository.At(file)))).ToList();
        Assert.That(files, Has.Count.GreaterThan(40));
        var registry = ResolvedRun.BuiltIn();
        var here = new SourceLocation("samples");
        PluginLoader.Load(new ConfigList([.. YamlFiles.Samples.Select(file => new ConfigScalar(file, quoted: true, here))], here), registry);
        Assert.That(Validator.Validate(files, registry).Where(file => file.Value.Count > 0), Is.Empty);
    }

    [Test]
    public void Validate_RightWords_AreAccepted()
    {
        var complaints = Validator.Validate(Right.Select(file => (file.Yaml, file.Kind, file.Yaml)));
        Assert.That(complaints.Where(file => file.Value.Count > 0), Is.Empty);
    }

    [Test]
    public void Validate_WrongWords_AreEachMarkedForWhatTheyAre()
    {
        var complaints = Validator.Validate(Wrong.Select(file => ($"{file.Says}: {file.Yaml}", file.Kind, file.Yaml)));
        Assert.Multiple(() =>
        {
            foreach (var (says, _, yaml) in Wrong)
            {
                Assert.That(complaints[$"{says}: {yaml}"], Has.Some.Contains(says), yaml);
            }
        });
    }
}
