using UniMem.Cli;

namespace UniMem.Documentation.Tests;

/// <summary>The commands <c>new method</c> and <c>diff</c>.</summary>
public sealed class MethodFileCommandTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [TestCase("configs/methods/unimix.yaml")]
    [TestCase("configs/methods/papers/transformer-xl-same-length.yaml")]
    public void New_FromAMethod_DiffersFromItInTheLabelAlone(string source)
    {
        var made = _folder.At("deep", "mine.yaml");
        var run = Run("new", "method", "mine", "--from", Repository.At(source), "--out", made);
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Success), run.Error);

        var diff = Run("diff", Repository.At(source), made, "--on", Repository.At("configs/runs/tiny.yaml"));
        Assert.That(diff.Code, Is.EqualTo(ExitCodes.Mismatch), diff.Error);
        Assert.That(diff.Output, Does.Match(@"^A  .*\nB  .*\n\nother settings\n  method\n    A  .+\n    B  mine\n$"));
    }

    [Test]
    public void New_FromAMethod_KeepsItsCommentsAndNotItsHeading()
    {
        var made = _folder.At("mine.yaml");
        Run("new", "method", "mine", "--from", Repository.At("configs/methods/unimix.yaml"), "--out", made);
        var text = File.ReadAllText(made);
        Assert.That(text, Does.Contain("# disjoint from the reader above").And.Not.Contain("Fang et al."));
        Assert.That(text, Does.StartWith("# yaml-language-server: $schema=").And.Contain("\n# mine: made from unimix."));
        Assert.That(Run("new", "method", "mine", "--from", made, "--out", made).Error, Does.Contain("is there already"), "it never overwrites");
    }

    [TestCase("method", "my method", "rmt", "'my method' is no name of a method; use letters, digits, '_' and '-'.")]
    [TestCase("metod", "mine", "rmt", "'metod' cannot be made; did you mean 'method'?")]
    [TestCase("plugin", "mine", "rmt", "a plugin is made by dotnet new")]
    [TestCase("method", "mine", "rtm.yaml", "there is no such file")]
    public void New_Mistake_IsToldAndNothingIsWritten(string kind, string name, string from, string says)
    {
        var source = from == "rmt" ? Repository.At("configs/methods/rmt.yaml") : _folder.At(from);
        var run = Run("new", kind, name, "--from", source, "--out", _folder.At("made.yaml"));
        Assert.That((run.Code, File.Exists(_folder.At("made.yaml"))), Is.EqualTo((ExitCodes.Mistake, false)));
        Assert.That(run.Error, Does.Contain(says));
    }

    [Test]
    public void Diff_OfMethods_SaysTheDimensionsThatDifferAndThoseThatDoNot()
    {
        var run = Run("diff", Repository.At("configs/methods/transformer-xl.yaml"), Repository.At("configs/methods/vanilla.yaml"));
        Assert.That(run.Output, Does.Match(@"(?m)^memory \w+: only in A\n  management +fifo "));
        var changed = _folder.Write("changed.yaml", $"extends: {Repository.At("configs/methods/rmt.yaml")}\nmodel: {{memories: {{summary: {{manage: {{capacity: 8}}}}}}}}");
        Assert.That(Run("diff", Repository.At("configs/methods/rmt.yaml"), changed, "--on", Repository.At("configs/runs/tiny.yaml")).Output, Does.EndWith(
            "memory summary: alike in writing, reading, injection, layers, stop_gradient, dtype\n  management\n    A  fifo {capacity: 4}\n    B  fifo {capacity: 8}\n"));
    }

    [Test]
    public void Diff_OfWhatComputesTheSame_EndsWithZero()
    {
        var run = Run("diff", Repository.At("configs/runs/tiny-rmt.yaml"), Repository.At("configs/methods/rmt.yaml"));
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Success), run.Output + run.Error);
        Assert.That(run.Output, Does.Contain("No difference: both compute the same"));
    }

    [Test]
    public void Explain_WithParts_SaysSourceRangeAndValueOfEachSetting()
    {
        var run = Run("explain", Repository.At("configs/methods/unimix.yaml"), "--parts");
        Assert.That(run.Output, Does.Match(
            @"\nreader topk - .+\n  Source: Memorizing Transformers .+\n  at model\.memories\.recent\.read\.readers\[1\]\n    k = 4 \(a whole number, at least 1\) - "));
    }

    private static Experiments.Tests.Cli.Cli Run(params string[] arguments) => Experiments.Tests.Cli.Cli.Run(arguments);
}
