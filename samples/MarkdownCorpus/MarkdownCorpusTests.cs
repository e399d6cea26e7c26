using UniMem.Components;
using UniMem.Data.Corpora;

namespace MarkdownCorpus.Tests;

/// <summary>What this corpus reads.</summary>
public sealed class MarkdownCorpusTests
{
    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("unimem-markdown-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Build_FolderOfFiles_ReadsTheirProseInThreeSplits()
    {
        for (var i = 0; i < 6; i++)
        {
            File.WriteAllText(Path.Combine(_folder, $"{i}.md"), $"# Title {i}\n\n*Some* [text](http://a.b).\n");
        }

        var corpus = new MarkdownCorpusConfig { Folder = _folder }.Build("data.corpus");
        Assert.That(corpus.Documents(Split.Train).Select(d => d.Name), Is.EqualTo(new[] { "0.md", "1.md", "2.md", "5.md" }));
        Assert.That(corpus.Documents(Split.Validation).Single().Text, Is.EqualTo("Title 3\nSome text.\n"));
        Assert.That(corpus.Documents(Split.Test).Single().Name, Is.EqualTo("4.md"));
    }

    [Test]
    public void Build_TooFewFiles_IsToldByName() => Assert.That(
        () => new MarkdownCorpusConfig { Folder = _folder }.Build("data.corpus"),
        Throws.TypeOf<ConfigurationException>().With.Message.StartsWith($"data.corpus.folder: {_folder} has 0 .md files; at least 5 are needed"));
}
