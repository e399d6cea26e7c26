using TorchSharp;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace UniMem.Data.Tests;

public sealed class OtherTextTests
{
    [Test]
    public void Of_ADocument_IsTheOneHalfTheCorpusOnAndWhatFollowsIt()
    {
        var other = new OtherText(Corpus("aaaa", "bbbbbbbbbb", "x", "cc", "ddd"), Split.Train, torch.CPU);
        Assert.That(Text(other.Of(0)), Is.EqualTo("ccdd"), "of the four that have targets, the third; then the fourth");
        Assert.That(Text(other.Of(1)), Is.EqualTo("dddaaaaccd"), "itself left out, round the end, as often as needed");
        Assert.That(Text(other.Of(4)), Is.EqualTo("bbb"));
    }

    [Test]
    public void Tokens_OfASegment_StandAtItsPositionsUnderItsPadding()
    {
        var corpus = Corpus("abcde", "xyz");
        var stream = SegmentStream.Evaluation(corpus, Split.Train, 2, 3, torch.CPU);
        var other = new OtherText(corpus, Split.Train, torch.CPU);
        using var first = stream.Next();
        using var second = stream.Next();
        using var instead = other.Tokens(first);
        using var later = other.Tokens(second);
        Assert.That(instead.data<long>().ToArray(), Is.EqualTo(new long[] { 'x', 'y', 'z', 'a', 'b', 'c' }));
        Assert.That(later.data<long>().ToArray(), Is.EqualTo(new long[] { 'x', 'y', 0, 0, 0, 0 }));
    }

    [Test]
    public void Of_TheOnlyDocument_IsRefused() => Assert.That(
        () => new OtherText(Corpus("abc", "x"), Split.Train, torch.CPU),
        Throws.TypeOf<ConfigurationException>().With.Message.Contains("the train split has one document only"));

    private static string Text(int[] tokens) => string.Concat(tokens.Select(token => (char)token));

    private static EncodedCorpus Corpus(params string[] texts) =>
        new(new ListCorpus([.. texts.Select((text, i) => new Document($"{i}", text))], [], []), new ByteTokenizer());
}
