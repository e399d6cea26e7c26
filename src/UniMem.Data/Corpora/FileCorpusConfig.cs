using System.Security.Cryptography;
using System.Text;
using UniMem.Components;

namespace UniMem.Data.Corpora;

/// <summary>What corpora of files have in common: where they lie, and how they are split.</summary>
/// <remarks>
/// A split comes either from a path of its own or as a fraction of the documents. Which documents those are goes by a hash of their names: it is
/// the same on every machine and does not follow the order of the files. When there is but one document, its text is cut instead, near the
/// end of a line: training first, then validation, then test.
/// </remarks>
public abstract record FileCorpusConfig : CorpusConfig
{
    private const double DefaultFraction = 0.05;

    /// <summary>The file or folder; a relative path starts at the folder of the configuration that names it.</summary>
    [FilePath]
    public required string Path { get; init; }

    /// <summary>Fraction of the documents to validate on, at least 0 and below 1; 0.05 unless <see cref="ValidationPath"/> is given.</summary>
    public double? Validation { get; init; }

    /// <summary>Fraction of the documents to test on, at least 0 and below 1; 0.05 unless <see cref="TestPath"/> is given.</summary>
    public double? Test { get; init; }

    /// <summary>File or folder to validate on, instead of a fraction.</summary>
    [FilePath]
    public string? ValidationPath { get; init; }

    /// <summary>File or folder to test on, instead of a fraction.</summary>
    [FilePath]
    public string? TestPath { get; init; }

    /// <inheritdoc/>
    public sealed override ICorpus Build(string path)
    {
        var validation = Fraction($"{path}.validation", Validation, ValidationPath);
        var test = Fraction($"{path}.test", Test, TestPath);
        if (validation + test >= 1)
        {
            throw new ConfigurationException($"{path}.validation", FormattableString.Invariant(
                $"{validation} for validation and {test} for test leave nothing to train on; together they must stay below 1."));
        }

        var sources = Find(Path, $"{path}.path");
        var (train, validating, testing) = sources.Count == 1
            ? Cut(sources[0], validation, test)
            : Share(sources, validation, test, path);
        return new FileCorpus(
            train,
            ValidationPath is null ? validating : Find(ValidationPath, $"{path}.validation_path"),
            TestPath is null ? testing : Find(TestPath, $"{path}.test_path"));
    }

    /// <summary>Finds the documents at a path, in an order that never changes.</summary>
    /// <param name="location">File or folder.</param>
    /// <param name="key">The setting that names it, for messages.</param>
    /// <exception cref="ConfigurationException">There is nothing, or nothing fit to be read.</exception>
    private protected abstract IReadOnlyList<DocumentSource> Find(string location, string key);

    private static double Fraction(string key, double? fraction, string? ownPath) => (fraction, ownPath) switch
    {
        (null, null) => DefaultFraction,
        (null, _) => 0,
        (not null, not null) => throw new ConfigurationException(key, $"stands beside {key}_path; keep one of the two."),
        ( >= 0 and < 1, null) => fraction.Value,
        _ => throw new ConfigurationException(key, FormattableString.Invariant($"is {fraction}; a fraction is at least 0 and below 1.")),
    };

    private static (IReadOnlyList<DocumentSource> Train, IReadOnlyList<DocumentSource> Validation, IReadOnlyList<DocumentSource> Test) Share(
        IReadOnlyList<DocumentSource> sources, double validation, double test, string path)
    {
        var validating = Count(sources.Count, validation);
        var testing = Count(sources.Count, test);
        if (validating + testing >= sources.Count)
        {
            throw new ConfigurationException($"{path}.path", FormattableString.Invariant(
                $"{sources.Count} documents cannot give {validating} to validation, {testing} to test and any to training; ")
                + $"lower {path}.validation or {path}.test, or add documents.");
        }

        var byHash = Enumerable.Range(0, sources.Count)
            .OrderBy(i => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(sources[i].Name))), StringComparer.Ordinal).ToList();
        return (Pick(byHash.Skip(validating + testing)), Pick(byHash.Take(validating)), Pick(byHash.Skip(validating).Take(testing)));

        IReadOnlyList<DocumentSource> Pick(IEnumerable<int> chosen) => [.. chosen.Order().Select(i => sources[i])];
    }

    private static int Count(int documents, double fraction) => fraction == 0 ? 0 : Math.Max(1, (int)Math.Round(documents * fraction));

    private static (IReadOnlyList<DocumentSource> Train, IReadOnlyList<DocumentSource> Validation, IReadOnlyList<DocumentSource> Test) Cut(
        DocumentSource source, double validation, double test)
    {
        if (validation + test == 0)
        {
            return ([source], [], []);
        }

        var text = source.Read();
        var validationFrom = LineNear(text, 1 - validation - test);
        var testFrom = Math.Max(validationFrom, LineNear(text, 1 - test));
        return (Part("", 0, validationFrom), Part("#validation", validationFrom, testFrom), Part("#test", testFrom, text.Length));

        IReadOnlyList<DocumentSource> Part(string suffix, int from, int to) =>
            from == to ? [] : [new(source.Name + suffix, () => text[from..to])];
    }

    private static int LineNear(string text, double fraction)
    {
        var at = (int)(text.Length * fraction);
        var line = at < text.Length ? text.LastIndexOf('\n', at) + 1 : text.Length;
        if (line > at / 2)
        {
            return line;
        }

        return at > 0 && char.IsLowSurrogate(text[at]) ? at - 1 : at;
    }
}
