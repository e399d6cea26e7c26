using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Tests.Yaml;

[Parallelizable(ParallelScope.All)]
public sealed class NamesTests
{
    [TestCase("KeyValueHeads", "key_value_heads")]
    [TestCase("Beta1", "beta1")]
    [TestCase("K", "k")]
    [TestCase("ByPosition", "by_position")]
    [TestCase("UseRMSNorm", "use_rms_norm")]
    public void SnakeCase_Property_IsTheKey(string property, string key) => Assert.That(SnakeCase.Of(property), Is.EqualTo(key));

    [TestCase("capcity", "capacity")]
    [TestCase("lifo", "fifo")]
    [TestCase("acpacity", "capacity")]
    [TestCase("cpty", "capacity")]
    [TestCase("pct", null)]
    [TestCase("zebra", null)]
    public void NearestName_Misspelling_FindsWhatWasMeant(string written, string? meant) =>
        Assert.That(NearestName.Of(written, ["fifo", "capacity", "k"]), Is.EqualTo(meant));
}
