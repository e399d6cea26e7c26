using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace UniMem.Data.Tests;

public sealed class TokenizerTests
{
    private static readonly ICorpus Novels = new AustenCorpusConfig().Build("data.corpus");
    private static readonly ITokenizer Pairs = Learn(Novels.Documents(Split.Train).Select(document => document.Text), 1024);

    private static IEnumerable<ITokenizer> Tokenizers => [new ByteTokenizer(), Pairs];

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public Property Tokenizers_AnyUnicode_RoundTripExactly() => Prop.ForAll(Texts(), text =>
    {
        foreach (var tokenizer in Tokenizers)
        {
            var tokens = tokenizer.Encode(text);
            Assert.That(tokenizer.Decode(tokens), Is.EqualTo(text));
            Assert.That(tokens.Sum(tokenizer.BytesOf), Is.EqualTo(Encoding.UTF8.GetByteCount(text)));
            Assert.That(tokens, Has.All.InRange(0, tokenizer.VocabularySize - 1));
        }
    });

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public Property BytePairs_LearnedAndEncoded_AreThoseOfThePlainAlgorithm() => Prop.ForAll(
        Gen.Elements("aababc '1\n".ToCharArray()).ArrayOf(300).ToArbitrary(), letters =>
        {
            var text = new string(letters);
            var words = Pieces(text);
            var merges = PlainBytePairs.Learn(words, 20);
            var tokenizer = Learn([text], 256 + merges.Count);

            Assert.That(tokenizer.Encode(text), Is.EqualTo(words.SelectMany(word => PlainBytePairs.Encode(word, merges))));
            Assert.That(tokenizer.Encode("abababcabab aaabbb"), Is.EqualTo(
                Pieces("abababcabab aaabbb").SelectMany(word => PlainBytePairs.Encode(word, merges))), "a text it was not learned from");
        });

    [Test]
    public void BytePairs_OfTheNovels_AreLearnedWithinFiveSecondsOfProcessorTime()
    {
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        var tokenizer = Learn(Novels.Documents(Split.Train).Select(document => document.Text), 2048);
        process.Refresh();
        Assert.That(process.TotalProcessorTime - before, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(tokenizer.VocabularySize, Is.EqualTo(2048));
        var text = Novels.Documents(Split.Validation).First().Text;
        Assert.That((double)text.Length / tokenizer.Encode(text).Length, Is.GreaterThan(3.3), "bytes per token");
    }

    [Test]
    public void BytePairs_WordOfHalfAMillionLetters_IsEncodedWithinSeconds()
    {
        var watch = Stopwatch.StartNew();
        Assert.That(Pairs.Decode(Pairs.Encode(new string('e', 500_000))), Has.Length.EqualTo(500_000));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public void BytePairs_SavedAndRead_EncodeAlike()
    {
        var text = Novels.Documents(Split.Test).First().Text;
        var again = new BytePairConfig { VocabularySize = 1024 }.FromJson(Pairs.ToJson());
        Assert.That(again.Encode(text), Is.EqualTo(Pairs.Encode(text)));
        Assert.That(again.ToJson(), Is.EqualTo(Pairs.ToJson()));
    }

    [TestCase("", TestName = "Json_Empty_IsRefused")]
    [TestCase("{\"type\":\"bpe\"}", TestName = "Json_WithoutMerges_IsRefused")]
    [TestCase("{\"type\":\"bytes\"}", TestName = "Json_OfBytes_IsRefused")]
    [TestCase("{\"type\":\"bpe\",\"pattern\":\"x\",\"merges\":[[97,98]]}", TestName = "Json_OfAnotherPattern_IsRefused")]
    public void Json_OfSomethingElse_IsRefused(string json) =>
        Assert.That(() => new BytePairConfig { VocabularySize = 257 }.FromJson(json), Throws.TypeOf<FormatException>());

    [Test]
    public void Json_WithMergeOfLaterToken_IsRefused() =>
        Assert.That(() => new BytePairConfig { VocabularySize = 257 }.FromJson(Learn(["ab ab"], 257).ToJson().Replace("[97,98]", "[97,256]")),
            Throws.TypeOf<FormatException>().With.Message.EqualTo("Merge 0 does not join two tokens before it."));

    [Test]
    public void Json_OfAnotherSize_IsRefused() =>
        Assert.That(() => new BytePairConfig { VocabularySize = 300 }.FromJson(Pairs.ToJson()),
            Throws.TypeOf<FormatException>().With.Message.EqualTo("It has 1024 tokens where the configuration asks for 300."));

    [Test]
    public void BytePairs_MoreThanTheTextHas_AreRefusedWithTheirNumber() =>
        Assert.That(() => Learn(["abab abab"], 400), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith("data.tokenizer.vocabulary_size: is 400, but the training split has only enough repeated pairs for 258"));

    [TestCase(256)]
    [TestCase(1_000_001)]
    public void BytePairs_VocabularyOutOfRange_IsRefused(int size) =>
        Assert.That(() => Learn(["abab"], size), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith($"data.tokenizer.vocabulary_size: is {size};"));

    [Test]
    public void Decode_BytesThatAreNoUtf8_BecomeReplacementCharacters() =>
        Assert.That(new ByteTokenizer().Decode([97, 0xFF, 98]), Is.EqualTo("a\uFFFDb"));

    [Test]
    public void Encode_HalfASurrogatePair_IsRefused() =>
        Assert.Multiple(() =>
        {
            foreach (var tokenizer in Tokenizers)
            {
                Assert.That(() => tokenizer.Encode("a\uD800b"), Throws.InstanceOf<ArgumentException>());
            }
        });

    private static ITokenizer Learn(IEnumerable<string> texts, int vocabulary) =>
        new BytePairConfig { VocabularySize = vocabulary }.Train(texts.Select((text, i) => new Document($"{i}", text)), "data.tokenizer");

    private static List<string> Pieces(string text)
    {
        var pieces = new List<string>();
        foreach (var piece in WordPattern.Pieces(text))
        {
            pieces.Add(text.Substring(piece.Index, piece.Length));
        }

        Assert.That(string.Concat(pieces), Is.EqualTo(text));
        return pieces;
    }

    private static Arbitrary<string> Texts()
    {
        var anyRune = Gen.Choose(0, 0x10FFFF).Where(code => Rune.IsValid(code)).Select(code => new Rune(code).ToString());
        var common = Gen.Elements(
            "the ", " Emma's", "\n\n", "\r\n", "  \t", "'", "''tis", "123456", "--", "e\u0301", "\u4E2D\u6587", "\U0001F600", "\0", "\uFEFF", "\u00A0");
        return Gen.OneOf(anyRune, common).ArrayOf().Select(parts => string.Concat(parts)).ToArbitrary();
    }
}
