using Markdig;
using UniMem.Components;
using UniMem.Data.Corpora;

namespace MarkdownCorpus;

/// <summary>The prose of Markdown files: headings, lists and links without their signs.</summary>
/// <remarks>
/// A plugin with a NuGet package of its own: Markdig lies beside this assembly and is loaded with it, whatever version anybody else uses. A file
/// is a document; of five files in the order of their paths the fourth is for validation and the fifth for the test.
/// </remarks>
[Component("markdown")]
public sealed record MarkdownCorpusConfig : CorpusConfig
{
    /// <summary>Folder that is searched for files, folders in it too.</summary>
    [FilePath]
    public required string Folder { get; init; }

    /// <inheritdoc/>
    public override ICorpus Build(string path)
    {
        if (!Directory.Exists(Folder))
        {
            throw new ConfigurationException($"{path}.folder", $"there is no folder {Folder}.");
        }

        string[] files = [.. Directory.EnumerateFiles(Folder, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        IEnumerable<Document> Of(params int[] places) => files.Where((_, i) => places.Contains(i % 5)).Select(Read);
        return files.Length >= 5
            ? new ListCorpus(Of(0, 1, 2), Of(3), Of(4))
            : throw new ConfigurationException($"{path}.folder", $"{Folder} has {files.Length} .md files; at least 5 are needed, so that each split has one.");
    }

    private Document Read(string file) => new(Path.GetRelativePath(Folder, file).Replace('\\', '/'), Markdown.ToPlainText(File.ReadAllText(file)));
}
