using System.Text.Json;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace UniMem.Testing.Tests.BuiltIn;

public sealed class ByteTokenizerTests : TokenizerContract<ByteTokenizerConfig>;

public sealed class BytePairTests : TokenizerContract<BytePairConfig>
{
    protected override BytePairConfig Create() => new() { VocabularySize = 300 };
}

public sealed class AustenTests : CorpusContract<AustenCorpusConfig>;

public sealed class CopyTests : CorpusContract<CopyCorpusConfig>
{
    protected override IReadOnlyList<string> AnyNumber => ["seed"];
}

public sealed class RecallTests : CorpusContract<RecallCorpusConfig>
{
    protected override IReadOnlyList<string> AnyNumber => ["seed"];
}

public sealed class TextCorpusTests : CorpusContract<TextCorpusConfig>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unimem-contract-").FullName;

    protected override TextCorpusConfig Create() => new() { Path = _folder };

    [OneTimeSetUp]
    public void Write() => Enumerable.Range(0, 60).ToList().ForEach(number =>
        File.WriteAllText(Path.Combine(_folder, $"{number}.txt"), $"Document {number} of sixty.\n"));

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);
}

public sealed class JsonLinesTests : CorpusContract<JsonLinesCorpusConfig>
{
    private readonly string _folder = Directory.CreateTempSubdirectory("unimem-contract-").FullName;

    protected override JsonLinesCorpusConfig Create() => new() { Path = Path.Combine(_folder, "all.jsonl") };

    [OneTimeSetUp]
    public void Write() => File.WriteAllLines(
        Path.Combine(_folder, "all.jsonl"), Enumerable.Range(0, 60).Select(number => JsonSerializer.Serialize(new { text = $"Document {number} of sixty." })));

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);
}
