using System.Reflection;
using System.Text.Json.Nodes;
using UniMem.Cli;

namespace Samples.Tests;

/// <summary>Each sample trains two steps and is evaluated, its plugin loaded as its YAML names it.</summary>
public sealed class SampleRunTests
{
    private static readonly string Folder = Path.GetFullPath(
        typeof(SampleRunTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Samples").Value!);

    private static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "run.yaml", SearchOption.AllDirectories)
        .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal);

    [Test]
    public void Folders_OfSamples_HaveAllThatASampleHas()
    {
        var samples = Directory.EnumerateFiles(Folder, "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => name != "Samples.Tests").ToList();
        Assert.That(Names, Is.EquivalentTo(samples));
        foreach (var name in samples)
        {
            string[] sources = [.. Directory.EnumerateFiles(Path.Combine(Folder, name), "*.cs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
            Assert.That(sources, Is.EqualTo(new[] { $"{name}.cs", $"{name}Tests.cs" }));
            Assert.That(File.ReadAllText(Path.Combine(Folder, "README.md")), Does.Contain($"]({name}/{name}.cs)"), "the index names it");
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Run_OfASample_TrainsTwoStepsWithItsPlugin(string name)
    {
        var folder = Directory.CreateTempSubdirectory("unimem-sample-").FullName;
        try
        {
            var (output, error) = (new StringWriter(), new StringWriter());
            var code = CommandLine.Run(
                ["train", Path.Combine(Folder, name, "run.yaml"), "--out", folder, "device=cpu", "training.steps=2", "training.schedule.warmup_steps=0", "training.batch=2", "evaluation.documents=2", "evaluation.every_steps=0"],
                new Terminal(output, error, CancellationToken.None));

            Assert.That((code, error.ToString()), Is.EqualTo((ExitCodes.Success, "")), output.ToString());
            var plugins = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "environment.json")))![0]!["plugins"]!.AsArray();
            Assert.That(plugins.Select(plugin => (string?)plugin!["name"]), Does.Contain(name));
            Assert.That(File.ReadLines(Path.Combine(folder, "metrics.csv")).Count(), Is.EqualTo(3));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
