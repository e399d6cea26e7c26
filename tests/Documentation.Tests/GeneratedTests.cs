using UniMem.Cli;

namespace UniMem.Documentation.Tests;

/// <summary>What is generated and committed is what the code would generate now.</summary>
public sealed class GeneratedTests
{
    [TestCase("schemas/run.json", "schema", "run")]
    [TestCase("schemas/sweep.json", "schema", "sweep")]
    [TestCase("schemas/method.json", "schema", "method")]
    [TestCase("schemas/fragment.json", "schema", "fragment")]
    [TestCase("docs/reference.md", "components", "--markdown")]
    public void File_ThatIsGenerated_IsFresh(string file, params string[] command)
    {
        Made(file, command);
    }

    [TestCase("run")]
    [TestCase("method")]
    public void Schema_OfTheSamples_IsFreshAndKnowsTheirParts(string kind)
    {
        Assert.That(YamlFiles.Samples, Has.Count.GreaterThan(5), "the solution builds them");
        Made($"samples/schemas/{kind}.json", ["schema", kind, .. YamlFiles.Samples.SelectMany(sample => new[] { "--plugin", sample })]);
    }

    private static void Made(string file, string[] command)
    {
        using var folder = new TemporaryFolder();
        var made = folder.At("made");
        var run = Experiments.Tests.Cli.Cli.Run([.. command, "--out", made]);
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Success), run.Error);
        Assert.That(File.ReadAllText(made) == File.ReadAllText(Repository.At(file)), $"{file} is stale; run docs/generate");
    }
}
