using System.IO.Compression;
using System.Text;
using UniMem.Components;

namespace UniMem.Data.Corpora;

/// <summary>The six novels of Jane Austen, a document a chapter; they are part of the program.</summary>
/// <remarks>
/// Five novels are for training. Of the sixth, the first, third, fifth, ... chapter is for validation and the chapters between them are for
/// testing, so both splits see the whole of the novel. 269 chapters of about 15 kB each; with <c>emma</c> held out 214, 28 and 27 of them, or
/// 3.13, 0.42 and 0.46 MB. Source, licence and what was left out: <c>Resources/README.md</c>.
/// </remarks>
[Component("austen")]
public sealed record AustenCorpusConfig : CorpusConfig
{
    private static readonly string[] Novels =
        ["sense-and-sensibility", "pride-and-prejudice", "mansfield-park", "emma", "northanger-abbey", "persuasion"];

    /// <summary>The novel to validate and test on: <c>emma</c> (the default: it has the most chapters after pride-and-prejudice and is the
    /// longest), <c>mansfield-park</c>, <c>northanger-abbey</c>, <c>persuasion</c>, <c>pride-and-prejudice</c> or
    /// <c>sense-and-sensibility</c>.</summary>
    public string HeldOut { get; init; } = "emma";

    /// <inheritdoc/>
    public override ICorpus Build(string path)
    {
        if (!Novels.Contains(HeldOut))
        {
            throw new ConfigurationException($"{path}.held_out", $"'{HeldOut}' is none of the six novels; write {string.Join(", ", Novels)}.");
        }

        var unseen = Chapters(HeldOut).ToList();
        return new ListCorpus(
            Novels.Where(novel => novel != HeldOut).SelectMany(Chapters),
            unseen.Where((_, index) => index % 2 == 0),
            unseen.Where((_, index) => index % 2 == 1));
    }

    private static IEnumerable<Document> Chapters(string novel)
    {
        using var packed = typeof(AustenCorpusConfig).Assembly.GetManifestResourceStream($"{novel}.txt.gz")!;
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked, Encoding.UTF8);
        return reader.ReadToEnd().Split('\f').Select((text, index) => new Document($"{novel}/{index + 1}", text));
    }
}
