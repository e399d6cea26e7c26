using UniMem.Components;
using UniMem.Data.Corpora;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_corpus")]
public sealed record BrokenCorpus : CorpusConfig
{
    private static int _built;

    public static readonly string[] Rules = ["exception-thrown", "nothing-to-train", "nondeterministic", "documents-doubled", "text-broken"];

    public required string Rule { get; init; }

    public override ICorpus Build(string path) => new ListCorpus(
        Rule == "nothing-to-train" ? [] : [new("a", Rule == "text-broken" ? "half \ud83d" : "text"), new("b", Rule == "nondeterministic" ? $"{_built++}" : "more")],
        [new(Rule == "documents-doubled" ? "a" : "c", "held out")],
        Rule == "exception-thrown" ? Enumerable.Range(0, 1).Select(Unreadable).ToList() : []);

    private static Document Unreadable(int number) => throw new IOException($"document {number} cannot be read");
}
