namespace UniMem.Oracles.Tests.Verification;

/// <summary>What authors' own code made of seeded random weights, we make too: in values and in gradients.</summary>
public sealed class AuthorCaseTests
{
    private static IEnumerable<TestCaseData> Cases => Author.Cases.Select(item => new TestCaseData(item.Case, item.Names).SetArgDisplayNames(item.Case));

    [TestCaseSource(nameof(Cases))]
    public void Verify_AuthorsCase_AgreesInValuesAndGradients(string name, string? names)
    {
        var verified = Cli.Verify(Author.Arguments(name, names));

        Assert.That(verified.Error, Is.Empty);
        Assert.That(verified.Code, Is.Zero, verified.Output);
    }

    [TestCase("unimem_transxl", "model.memories.recent.read.pattern.size=16")]
    [TestCase("unimem_transxl", "model.memories.recent.inject.positions={type: distance}")]
    [TestCase("unimem_memtrans", "model.memories.recent.read.k=3")]
    [TestCase("unimem_memtrans", "training.bptt_segments=2")]
    [TestCase("unimem_vanilla", "model.norm_epsilon=1.0e-3")]
    public void Verify_OneSettingChanged_Differs(string name, string setting)
    {
        var verified = Cli.Verify([.. Author.Arguments(name, null), setting]);

        Assert.That(verified.Code, Is.EqualTo(1));
        Assert.That(verified.Output, Does.Contain("differs").And.Contain("FAILED"));
    }
}
