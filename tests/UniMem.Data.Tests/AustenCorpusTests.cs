using System.Text.RegularExpressions;
using UniMem.Components;
using UniMem.Data.Corpora;

namespace UniMem.Data.Tests;

public sealed partial class AustenCorpusTests
{
    private static readonly ICorpus Novels = new AustenCorpusConfig().Build("data.corpus");

    private static IEnumerable<Document> Everything => Enum.GetValues<Split>().SelectMany(Novels.Documents);

    [Test]
    public void Austen_AllSplits_HoldEachOf269ChaptersOnce()
    {
        Assert.That(Everything.Select(chapter => chapter.Name).Distinct().Count(), Is.EqualTo(269));
        Assert.That(Everything.Select(chapter => chapter.Text).Distinct().Count(), Is.EqualTo(269));
        Assert.That(Enum.GetValues<Split>().Select(split => Novels.Documents(split).Count()), Is.EqualTo(new[] { 214, 28, 27 }));
        Assert.That(Enum.GetValues<Split>().Select(split => Novels.Documents(split).Sum(chapter => chapter.Text.Length)),
            Is.EqualTo(new[] { 3_130_197, 420_547, 460_992 }));
    }

    [Test]
    public void Austen_HeldOutNovel_AlternatesBetweenValidationAndTest()
    {
        Assert.That(Novels.Documents(Split.Train).Where(chapter => chapter.Name.StartsWith("emma")), Is.Empty);
        Assert.That(Novels.Documents(Split.Validation).Select(chapter => chapter.Name).Take(3), Is.EqualTo(new[] { "emma/1", "emma/3", "emma/5" }));
        Assert.That(Novels.Documents(Split.Test).Select(chapter => chapter.Name).Take(3), Is.EqualTo(new[] { "emma/2", "emma/4", "emma/6" }));
    }

    [Test]
    public void Austen_Chapters_AreProseWithoutHeadings()
    {
        Assert.That(Novels.Documents(Split.Train).First().Text, Does.StartWith("The family of Dashwood had long been settled in Sussex. Their estate"));
        Assert.That(Novels.Documents(Split.Validation).First().Text, Does.StartWith("Emma Woodhouse, handsome, clever, and rich, with a comfortable home and"));
        Assert.That(Novels.Documents(Split.Validation).Last().Text, Does.EndWith("fully answered in the perfect happiness of the union."));
        Assert.That(Everything.Where(chapter => Heading().IsMatch(chapter.Text)).Select(chapter => chapter.Name), Is.Empty);
        Assert.That(Everything.Where(chapter => chapter.Text.Contains("  ") || chapter.Text.Contains("\n\n\n")), Is.Empty);
        Assert.That(Everything.Count(chapter => chapter.Text.Contains('\u00A3')), Is.EqualTo(1), "the one character beyond ASCII");
    }

    [Test]
    public void Austen_OtherNovelHeldOut_TrainsOnEmma()
    {
        var corpus = new AustenCorpusConfig { HeldOut = "persuasion" }.Build("data.corpus");
        Assert.That(corpus.Documents(Split.Train).Count(), Is.EqualTo(269 - 24));
        Assert.That(corpus.Documents(Split.Test).Count(), Is.EqualTo(12));
    }

    [Test]
    public void Austen_UnknownNovel_IsRefusedWithTheKnownOnes() =>
        Assert.That(() => new AustenCorpusConfig { HeldOut = "sanditon" }.Build("data.corpus"), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith("data.corpus.held_out: 'sanditon' is none of the six novels").And.Message.Contains("mansfield-park"));

    [GeneratedRegex(
        @"^\s*(chapter|volume) [0-9IVXL]+\s*$|^(the end|finis)\W*$|in the first and second editions|End volume one",
        RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex Heading();
}
