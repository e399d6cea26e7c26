using TorchSharp;
using UniMem.Experiments.Configuration;
using UniMem.Models;
using UniMem.Oracles.Tests.Formulas;

namespace UniMem.Oracles.Tests.Verification;

/// <summary>What authors' own code made of seeded random weights, we make too: in values and in gradients.</summary>
public sealed class AuthorCaseTests
{
    private static IEnumerable<TestCaseData> Cases => Author.All.Select(author => new TestCaseData(author).SetArgDisplayNames(author.Case));

    private static IEnumerable<TestCaseData> Runs => Directory.EnumerateFiles(Author.File(""), "*.yaml")
        .Where(file => !file.EndsWith(".names.yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(file => new TestCaseData(file).SetArgDisplayNames(Path.GetFileNameWithoutExtension(file)));

    [TestCaseSource(nameof(Cases))]
    public void Verify_AuthorsCase_AgreesInValuesAndGradients(Author author)
    {
        var verified = Cli.Verify(author.Arguments);

        Assert.That(verified.Error, Is.Empty);
        Assert.That(verified.Code, Is.Zero, verified.Output);
    }

    [Test]
    public void Verify_WithoutAMap_KnowsLlamasNames() =>
        Assert.That(Cli.Verify(Author.File("unimem_rmt.npz"), Author.File("unimem_rmt.yaml")).Code, Is.Zero);

    [Test]
    public void Verify_ExplicitDistances_AgreeWithTheAuthorsShift()
    {
        var author = Author.All[0];
        Assert.That(Cli.Verify([.. author.Arguments, "model.positions.shift=false"]).Code, Is.Zero);
    }

    [TestCase("txl_mem16_same0_clamp-1", "model.positions.clamp=8")]
    [TestCase("txl_mem16_same0_clamp-1", "model.memories.recent.manage.capacity=8")]
    [TestCase("memtrans_lucidrains_exact", "model.memories.distant.read.k=7")]
    [TestCase("rmt_booydar_gpt2", "training.bptt_segments=3")]
    [TestCase("rmt_lmrmt_mem0", "model.memories.summary.inject.mutual=false")]
    [TestCase("unimem_rmt", "model.memories.summary.inject.initial=learned")]
    [TestCase("unimem_transxl", "model.memories.recent.read.pattern.size=16")]
    [TestCase("unimem_transxl", "model.memories.recent.inject.positions={type: distance}")]
    [TestCase("unimem_memtrans", "model.memories.recent.read.k=3")]
    [TestCase("unimem_memtrans", "training.bptt_segments=2")]
    [TestCase("unimem_vanilla", "model.norm_epsilon=1.0e-3")]
    public void Verify_OneSettingChanged_Differs(string name, string setting)
    {
        var verified = Cli.Verify([.. Author.All.Single(author => author.Case == name).Arguments, setting]);

        Assert.That(verified.Error, Is.Empty);
        Assert.That(verified.Code, Is.EqualTo(1));
        Assert.That(verified.Output, Does.Contain("differs").And.Contain("FAILED"));
    }

    [TestCaseSource(nameof(Runs))]
    public void AuthorsRun_Alone_BuildsAModel(string file)
    {
        var run = ResolvedRun.Of(ConfigMerge.Over(Formula.Data, ConfigFiles.Load(file)));

        using var scope = torch.NewDisposeScope();
        Assert.That(run.Located(config => LanguageModel.Build(config.Model, 50, 16, config.Seed)).Blocks, Has.Count.EqualTo(2));
    }
}
