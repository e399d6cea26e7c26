using TorchSharp;
using UniMem.Experiments.Verification;

namespace UniMem.Oracles.Tests.Verification;

/// <summary>What <c>unimem verify</c> says of cases that are incomplete, foreign or broken.</summary>
public sealed class VerifyCommandTests
{
    private static readonly Author Vanilla = Author.All.Single(author => author.Case == "unimem_vanilla");

    private string _folder = "";

    [SetUp]
    public void Open() => _folder = Directory.CreateTempSubdirectory("unimem-verify-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Verify_OutputItDoesNotKnow_FailsUnlessSkipped()
    {
        var file = Changed(arrays => arrays["out.entropy"] = torch.zeros(3));

        var asked = Cli.Verify(file, Author.File("unimem_vanilla.yaml"));
        var skipped = Cli.Verify(file, Author.File("unimem_vanilla.yaml"), "--skip", "out.other,out.ent*");

        Assert.That(asked.Code, Is.EqualTo(1));
        Assert.That(asked.Output, Does.Match("out.entropy .* not compared"));
        Assert.That(skipped.Code, Is.Zero, skipped.Output);
    }

    [Test]
    public void Verify_NamesOfAnotherFamily_AsksForAMap()
    {
        var run = Cli.Verify(Author.File("rmt_booydar_gpt2.npz"), Author.File("rmt_booydar_gpt2.yaml"));

        Assert.That(run.Code, Is.EqualTo(2));
        Assert.That(run.Error, Does.Contain("do not have Hugging Face's names of Llama; say whose weights are whose with --names FILE."));
    }

    [Test]
    public void Verify_GradientOfAnotherWeight_Differs()
    {
        var file = Changed(arrays => arrays["grad.model.norm.weight"] += 0.01);

        Assert.That(Cli.Verify(file, Author.File("unimem_vanilla.yaml")).Output, Does.Match(@"grad\.model\.norm\.weight .* differs"));
    }

    [Test]
    public void Verify_WeightWithoutRule_IsAMistakeThatNamesIt()
    {
        var verified = Cli.Verify(Changed(arrays => arrays["w.model.extra"] = torch.zeros(3)), Author.File("unimem_vanilla.yaml"));

        Assert.That(verified.Code, Is.EqualTo(2));
        Assert.That(verified.Error, Does.Contain("model.extra").And.Not.Contain("   at "));
    }

    [Test]
    public void Verify_ParameterThatNothingFills_IsAMistakeThatNamesIt()
    {
        var verified = Cli.Verify(Changed(arrays => arrays.Remove("w.model.norm.weight")), Author.File("unimem_vanilla.yaml"));

        Assert.That(verified.Code, Is.EqualTo(2));
        Assert.That(verified.Error, Does.Contain("norm.weight"));
    }

    [Test]
    public void Verify_ModelOfAnotherSize_IsAMistakeThatNamesBothShapes()
    {
        var verified = Cli.Verify([.. Vanilla.Arguments, "model.width=48"]);

        Assert.That(verified.Code, Is.EqualTo(2));
        Assert.That(verified.Error, Does.Contain("(50, 32)").And.Contain("(50, 48)"));
    }

    [TestCase("weights: {model.norm.weight: {to: norm.weight, rows: [4, 2]}}", "rows")]
    [TestCase("weights: {model.norm.weight: {too: norm.weight}}", "too")]
    [TestCase("target: inside", "did you mean 'targets'")]
    [TestCase("{base: llama, weights: {model.norm.weight: nrom.weight}}", "did you mean 'norm.weight'")]
    public void Verify_MapWithAMistake_SaysWhere(string yaml, string told)
    {
        var map = Path.Combine(_folder, "names.yaml");
        File.WriteAllText(map, yaml);

        var verified = Cli.Verify(Author.File("unimem_vanilla.npz"), Author.File("unimem_vanilla.yaml"), "--names", map);

        Assert.That(verified.Code, Is.EqualTo(2), verified.Output);
        Assert.That(verified.Error, Does.Contain(told).And.Contain("names.yaml:"));
    }

    [Test]
    public void Verify_Save_WritesWhatWasCompared()
    {
        var saved = Path.Combine(_folder, "ours.npz");
        var verified = Cli.Verify([.. Vanilla.Arguments, "--save", saved]);

        Assert.That(verified.Code, Is.Zero);
        var (ours, theirs) = (NpzFile.Read(saved)["out.logits.3"], NpzFile.Read(Author.File("unimem_vanilla.npz"))["out.logits.3"]);
        Assert.That((ours - theirs).abs().max().item<float>(), Is.LessThan(1e-5));
    }

    private string Changed(Action<Dictionary<string, torch.Tensor>> change)
    {
        var arrays = NpzFile.Read(Author.File("unimem_vanilla.npz")).ToDictionary();
        change(arrays);
        var file = Path.Combine(_folder, "case.npz");
        NpzFile.Write(file, arrays);
        return file;
    }
}
