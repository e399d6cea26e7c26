using UniMem.Components;
using UniMem.Data.Corpora;

namespace UniMem.Data.Tests;

public sealed class SyntheticCorpusTests
{
    [Test]
    public void Recall_Document_RepeatsItsBlock()
    {
        var corpus = new RecallCorpusConfig { Alphabet = 4, Period = 11, Repeats = 3, Train = 50 }.Build("c");
        foreach (var document in corpus.Documents(Split.Train))
        {
            Assert.That(document.Text, Does.Match(@"^(\w{11})\1\1$"));
        }

        Assert.That(corpus.Documents(Split.Train).Select(document => document.Text).Distinct().Count(), Is.EqualTo(50));
    }

    [Test]
    public void Recall_Symbols_AreAllEquallyLikely()
    {
        var corpus = new RecallCorpusConfig { Alphabet = 8, Period = 100, Train = 200 }.Build("c");
        var counts = corpus.Documents(Split.Train).SelectMany(document => document.Text[..100]).CountBy(symbol => symbol).ToList();
        Assert.That(counts.Select(count => count.Key), Is.EquivalentTo("abcdefgh"));
        Assert.That(counts.Select(count => count.Value), Has.All.EqualTo(2500).Within(250), "five standard deviations");
    }

    [Test]
    public void Copy_Document_CarriesTheBlockOverTheGap()
    {
        foreach (var document in new CopyCorpusConfig { Length = 5, Gap = 3, Train = 20 }.Build("c").Documents(Split.Train))
        {
            Assert.That(document.Text, Does.Match(@"^(\w{5})\.\.\.>\1$"));
        }
    }

    [Test]
    public void Synthetic_MoreDocuments_LeaveTheOthersAsTheyWere()
    {
        var few = new RecallCorpusConfig { Train = 3 }.Build("c");
        var many = new RecallCorpusConfig { Train = 30, Test = 7 }.Build("c");
        Assert.That(many.Documents(Split.Train).Take(3), Is.EqualTo(few.Documents(Split.Train)));
        Assert.That(many.Documents(Split.Validation), Is.EqualTo(few.Documents(Split.Validation)));
        Assert.That(new RecallCorpusConfig { Seed = 2 }.Build("c").Documents(Split.Train).First().Text,
            Is.Not.EqualTo(few.Documents(Split.Train).First().Text));
        Assert.That(Texts(few, Split.Train).Intersect(Texts(few, Split.Validation)), Is.Empty);

        static IEnumerable<string> Texts(ICorpus corpus, Split split) => corpus.Documents(split).Select(document => document.Text);
    }

    [Test]
    public void Synthetic_OutOfRange_IsRefusedWithItsKey()
    {
        Refused(new RecallCorpusConfig { Alphabet = 63 }, "c.alphabet: is 63; it goes from 2 to 62.");
        Refused(new RecallCorpusConfig { Repeats = 1 }, "c.repeats: is 1; at least 2 is needed.");
        Refused(new RecallCorpusConfig { Period = 0 }, "c.period");
        Refused(new CopyCorpusConfig { Length = 0 }, "c.length");
        Refused(new CopyCorpusConfig { Gap = -1 }, "c.gap");
        Refused(new CopyCorpusConfig { Validation = 0 }, "c.validation");
    }

    private static void Refused(CorpusConfig config, string message) =>
        Assert.That(() => config.Build("c"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith(message));
}
