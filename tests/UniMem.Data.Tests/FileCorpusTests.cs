using System.Text;
using UniMem.Components;
using UniMem.Data.Corpora;

namespace UniMem.Data.Tests;

public sealed class FileCorpusTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void Folder_WithFractions_SplitsEveryFileOnceAndAlwaysAlike()
    {
        for (var i = 0; i < 40; i++)
        {
            _folder.Write($"{i % 3}/{i:D2}.txt", $"text of {i}");
        }

        _folder.Write(".hidden", [0xFF]);
        var config = new TextCorpusConfig { Path = _folder.Root, Validation = 0.1, Test = 0.2 };
        var splits = Enum.GetValues<Split>().Select(split => config.Build("c").Documents(split).ToList()).ToList();

        Assert.That(splits.Select(split => split.Count), Is.EqualTo(new[] { 28, 4, 8 }));
        Assert.That(splits.SelectMany(split => split).Select(document => document.Text).Distinct().Count(), Is.EqualTo(40));
        var names = splits.Select(split => split.Select(document => document.Name).ToList()).ToList();
        Assert.That(names, Has.All.Ordered.Using((IComparer<string>)StringComparer.Ordinal));
        Assert.That(names[1], Is.EqualTo(new[] { "0/36.txt", "1/01.txt", "2/08.txt", "2/20.txt" }), "the four with the smallest SHA-256");
    }

    [Test]
    public void Folder_WithPattern_ReadsMatchingFilesOnly()
    {
        _folder.Write("a.txt", "yes");
        _folder.Write("deep/b.txt", "yes");
        _folder.Write("c.bin", [0xFF]);
        var corpus = new TextCorpusConfig { Path = _folder.Root, Pattern = "*.txt", Validation = 0, Test = 0 }.Build("c");
        Assert.That(corpus.Documents(Split.Train).Select(document => document.Name), Is.EqualTo(new[] { "a.txt", "deep/b.txt" }));
    }

    [Test]
    public void File_Single_IsCutAtLineEndsInOrder()
    {
        var text = string.Concat(Enumerable.Range(0, 200).Select(i => $"line {i}\n"));
        var corpus = new TextCorpusConfig { Path = _folder.Write("one.txt", text), Validation = 0.1, Test = 0.1 }.Build("c");
        var parts = Enum.GetValues<Split>().Select(split => corpus.Documents(split).Single().Text).ToList();

        Assert.That(string.Concat(parts), Is.EqualTo(text));
        Assert.That(parts, Has.All.EndsWith("\n"));
        Assert.That(parts[1].Length, Is.EqualTo(text.Length / 10).Within(10));
        Assert.That(parts[2].Length, Is.EqualTo(text.Length / 10).Within(10));
    }

    [Test]
    public void File_OneLineOfEmoji_IsNotCutInsideACharacter()
    {
        var text = string.Concat(Enumerable.Repeat("\U0001F600", 11));
        var corpus = new TextCorpusConfig { Path = _folder.Write("one.txt", text), Validation = 0.25, Test = 0.25 }.Build("c");
        Assert.That(string.Concat(Enum.GetValues<Split>().Select(split => Encoding.UTF8.GetString(
            Encoding.UTF8.GetBytes(corpus.Documents(split).Single().Text)))), Is.EqualTo(text));
    }

    [Test]
    public void File_WithPathsForTheOtherSplits_IsTrainedOnWhole()
    {
        var corpus = new TextCorpusConfig
        {
            Path = _folder.Write("train.txt", "train"),
            ValidationPath = _folder.Write("v.txt", "valid"),
            TestPath = _folder.Write("tests/t.txt", "test")[..^"/t.txt".Length],
        }.Build("c");
        Assert.That(Enum.GetValues<Split>().Select(split => corpus.Documents(split).Single().Text), Is.EqualTo(new[] { "train", "valid", "test" }));
    }

    [Test]
    public void File_WithByteOrderMark_LosesIt()
    {
        var corpus = new TextCorpusConfig { Path = _folder.Write("a.txt", [0xEF, 0xBB, 0xBF, (byte)'a']), Validation = 0, Test = 0 }.Build("c");
        Assert.That(corpus.Documents(Split.Train).Single().Text, Is.EqualTo("a"));
    }

    [TestCase(new byte[] { 0x61, 0xC3, 0xA4, 0xFF, 0x62 }, "0xFF at offset 3")]
    [TestCase(new byte[] { 0x61, 0x62, 0xE2, 0x82 }, "0xE2 at offset 2")]
    [TestCase(new byte[] { 0xC0, 0x80 }, "0xC0 at offset 0")]
    [TestCase(new byte[] { 0x61, 0xED, 0xA0, 0x80 }, "0xED at offset 1")]
    public void File_NotUtf8_IsRefusedWithFileAndOffset(byte[] bytes, string where)
    {
        var file = _folder.Write("latin.txt", bytes);
        var corpus = new TextCorpusConfig { Path = file, Validation = 0, Test = 0 }.Build("data.corpus");
        Assert.That(() => corpus.Documents(Split.Train).ToList(), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith($"data.corpus.path: '{file}' is not UTF-8: invalid byte {where}."));
    }

    [Test]
    public void Path_Missing_IsRefusedWithItsKey()
    {
        var nowhere = Path.Combine(_folder.Root, "nowhere");
        Refused(new TextCorpusConfig { Path = nowhere }, $"data.corpus.path: there is no file or folder '{nowhere}'");
        Refused(new JsonLinesCorpusConfig { Path = nowhere }, $"data.corpus.path: there is no file '{nowhere}'");
        Refused(new TextCorpusConfig { Path = _folder.Root }, $"data.corpus.path: the folder '{_folder.Root}' holds no file");
        Refused(new TextCorpusConfig { Path = _folder.Write("a", "a"), TestPath = nowhere }, $"data.corpus.test_path: there is no file or folder '{nowhere}'");
    }

    [Test]
    public void Fractions_ThatCannotBe_AreRefused()
    {
        var file = _folder.Write("f/a.txt", "text");
        Refused(new TextCorpusConfig { Path = file, Validation = 0.6, Test = 0.4 }, "data.corpus.validation: 0.6 for validation and 0.4 for test leave nothing");
        Refused(new TextCorpusConfig { Path = file, Test = 1.5 }, "data.corpus.test: is 1.5; a fraction");
        Refused(new TextCorpusConfig { Path = file, Test = 0.1, TestPath = file }, "data.corpus.test: stands beside data.corpus.test_path");
        _folder.Write("f/b.txt", "text");
        Refused(new TextCorpusConfig { Path = Path.GetDirectoryName(file)! }, "data.corpus.path: 2 documents cannot give 1 to validation, 1 to test");
    }

    [Test]
    public void JsonLines_Field_IsTheDocument()
    {
        var file = _folder.Write("a.jsonl", "{\"body\": \"eins\\n\\u00e4\", \"id\": 1}\r\n\n{\"body\": \"zwei\"}\n");
        var corpus = new JsonLinesCorpusConfig { Path = file, Field = "body", Validation = 0, Test = 0 }.Build("c");
        Assert.That(corpus.Documents(Split.Train), Is.EqualTo(new[] { new Document("a.jsonl:1", "eins\n\u00e4"), new Document("a.jsonl:3", "zwei") }));
    }

    [TestCase("{\"text\": \"a\"}\n{\"text\": 3}", "a.jsonl:2 has no field 'text' that holds a text")]
    [TestCase("{\"text\": \"a\"}\n[1]", "a.jsonl:2 has no field 'text'")]
    [TestCase("{\"text\": \"a\"}\n\n{\"text\": \"b", "a.jsonl:3 is no line of JSON")]
    [TestCase("{\"text\": \"\\ud800\"}", "a.jsonl:1 is no line of JSON")]
    [TestCase("\n \n", "holds no line")]
    public void JsonLines_BadLine_IsRefusedWithItsNumber(string text, string problem)
    {
        var file = _folder.Write("a.jsonl", text);
        Assert.That(() => new JsonLinesCorpusConfig { Path = file }.Build("data.corpus"), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith("data.corpus.path: ").And.Message.Contains(problem));
    }

    private static void Refused(CorpusConfig config, string message) =>
        Assert.That(() => config.Build("data.corpus"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith(message));
}
