using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace UniMem.Data.Tests;

public sealed class EncodedCorpusTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Read_WithFolder_LearnsTheTokenizerOnceAndThenReadsIt()
    {
        var text = _folder.Write("train.txt", "abab abab cdcd cdcd");
        var other = _folder.Write("other.txt", "abcd");
        var file = Path.Combine(_folder.Root, "run", "tokenizer.json");
        var first = EncodedCorpus.Read(Config(text, other), file);
        _folder.Write("train.txt", "xyxy xyxy zz zz zz abab cdcd");
        var second = EncodedCorpus.Read(Config(text, other), file);

        Assert.That(second.Tokenizer.ToJson(), Is.EqualTo(first.Tokenizer.ToJson()), "the saved one, not one of the new text");
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(file)!), Is.EqualTo(new[] { file }), "no temporary file stays");
        Assert.That(EncodedCorpus.Read(Config(text, other)).Tokenizer.ToJson(), Is.Not.EqualTo(first.Tokenizer.ToJson()));
    }

    [TestCase("")]
    [TestCase("{\"type\": \"bytes\"}")]
    [TestCase("{\"type\":\"bpe\",\"patt")]
    public void Read_CorruptTokenizer_IsRefusedAndLeftAlone(string saved)
    {
        var text = _folder.Write("train.txt", "abab abab cdcd cdcd");
        var file = _folder.Write("tokenizer.json", saved);
        Assert.That(() => EncodedCorpus.Read(Config(text, text), file), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith($"data.tokenizer: '{file}' does not hold the tokenizer of this configuration: "));
        Assert.That(File.ReadAllText(file), Is.EqualTo(saved));
    }

    [Test]
    public void Documents_Bytes_AreThoseOfTheTargets()
    {
        var corpus = new EncodedCorpus(new ListCorpus([new("a", "\u00E4b"), new("empty", ""), new("c", "c")], [], []), new ByteTokenizer());
        var documents = corpus.Documents(Split.Train);
        Assert.That(documents.Select(document => document.Name), Is.EqualTo(new[] { "a", "c" }));
        Assert.That(documents.Select(document => document.Bytes), Is.EqualTo(new[] { 3, 1 }));
        Assert.That(documents.Select(document => document.TargetBytes), Is.EqualTo(new[] { 2, 0 }));
        Assert.That(documents.Select(document => document.Targets), Is.EqualTo(new[] { 2, 0 }));
    }

    [Test]
    public void Documents_OfAnEmptySplit_AreRefusedWithARemedy()
    {
        var corpus = new EncodedCorpus(new ListCorpus([new("a", "text")], [new("b", "t")], []), new ByteTokenizer());
        Assert.That(() => corpus.Documents(Split.Test), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith("data.corpus: the test split is empty; give it"));
        Assert.That(() => corpus.Documents(Split.Validation), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith("data.corpus: no document of the validation split is longer than one token"));
    }

    [TestCase(256)]
    [TestCase(257)]
    [TestCase(65_536)]
    [TestCase(65_537)]
    public void PackedTokens_LargestToken_IsKept(int vocabulary)
    {
        var tokens = new PackedTokens([0, vocabulary - 1, vocabulary / 2], vocabulary);
        Assert.That(Enumerable.Range(0, tokens.Length).Select(i => tokens[i]), Is.EqualTo(new[] { 0, vocabulary - 1, vocabulary / 2 }));
    }

    private static DataConfig Config(string train, string others) => new()
    {
        Corpus = new TextCorpusConfig { Path = train, ValidationPath = others, TestPath = others },
        Tokenizer = new BytePairConfig { VocabularySize = 258 },
    };
}
