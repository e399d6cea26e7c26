using UniMem.Components;

namespace UniMem.Data.Corpora;

/// <summary>Plain text in UTF-8: a file is one document, a folder holds one document a file.</summary>
/// <remarks>Files whose name begins with a dot are left alone. A byte order mark is no part of the text.</remarks>
[Component("text")]
public sealed record TextCorpusConfig : FileCorpusConfig
{
    /// <summary>Which files of a folder are read, at any depth, such as <c>*.txt</c>; all of them when nothing is said.</summary>
    public string Pattern { get; init; } = "*";

    /// <inheritdoc/>
    private protected override IReadOnlyList<DocumentSource> Find(string location, string key)
    {
        if (File.Exists(location))
        {
            return [Source(System.IO.Path.GetFileName(location), location, key)];
        }

        if (!Directory.Exists(location))
        {
            throw new ConfigurationException(key, $"there is no file or folder '{location}' (looked for {System.IO.Path.GetFullPath(location)}).");
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        var sources = Directory.EnumerateFiles(location, Pattern, options)
            .Select(file => Source(System.IO.Path.GetRelativePath(location, file).Replace('\\', '/'), file, key))
            .OrderBy(source => source.Name, StringComparer.Ordinal).ToList();
        return sources.Count > 0
            ? sources
            : throw new ConfigurationException(key, $"the folder '{location}' holds no file that matches '{Pattern}'; a document is a file.");
    }

    private static DocumentSource Source(string name, string file, string key) => new(name, () => TextFile.Read(file, key));
}
