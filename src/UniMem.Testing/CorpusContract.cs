using NUnit.Framework;
using UniMem.Data.Corpora;
using UniMem.Testing.Rules;

namespace UniMem.Testing;

/// <summary>
/// What a corpus promises. Inherit it with one line, <c>public sealed class MyTests : CorpusContract&lt;MyConfig&gt;;</c>, or with an override of
/// <c>Create</c> where settings are required. Files that it reads must be there when the tests run.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The corpus's configuration record.</typeparam>
public abstract class CorpusContract<TConfig> : ConfigContract<TConfig>
    where TConfig : CorpusConfig
{
    /// <summary>Documents of a split that are looked at.</summary>
    private const int Looked = 200;

    /// <summary>The corpus does not throw.</summary>
    [Test]
    [Rule("exception-thrown")]
    public void Documents_OfAllSplits_DoNotThrow() => Try("exception-thrown", () => All(Build()));

    /// <summary>There is something to train on.</summary>
    [Test]
    [Rule("nothing-to-train")]
    public void Training_Split_HoldsDocuments() => Try("nothing-to-train", () =>
    {
        if (!Build().Documents(Split.Train).Any(document => document.Text.Length > 0))
        {
            throw new Violation("nothing-to-train", "the training split holds no document with text.");
        }
    });

    /// <summary>Documents come in an order that never changes.</summary>
    [Test]
    [Rule("nondeterministic")]
    public void Documents_EnumeratedAgain_AreTheSameInTheSameOrder() => Try("nondeterministic", () =>
    {
        var corpus = Build();
        var first = All(corpus);
        foreach (var (what, again) in new[] { ("read again", All(corpus)), ("built again", All(Build())) })
        {
            if (!first.SequenceEqual(again))
            {
                throw new Violation("nondeterministic",
                    $"{what}, the corpus gives other documents, or another order. Runs could not be repeated.");
            }
        }
    });

    /// <summary>A document's name is unique, and no document is in two splits.</summary>
    [Test]
    [Rule("documents-doubled")]
    public void Documents_OfAllSplits_HaveNamesOfTheirOwn() => Try("documents-doubled", () =>
    {
        foreach (var doubled in All(Build()).GroupBy(item => item.Document.Name).Where(group => group.Count() > 1))
        {
            throw new Violation("documents-doubled",
                $"'{doubled.Key}' occurs {doubled.Count()} times, in "
                + $"{string.Join(" and ", doubled.Select(item => item.Split).Distinct())}. "
                + "A name is unique, and what is tested on is not trained on.");
        }
    });

    /// <summary>A document is Unicode text.</summary>
    [Test]
    [Rule("text-broken")]
    public void Documents_OfAllSplits_AreUnicode() => Try("text-broken", () =>
    {
        foreach (var (split, document) in All(Build()).Where(item => item.Document.Text.EnumerateRunes().Any(rune => rune.Value == 0xFFFD)))
        {
            throw new Violation("text-broken", $"'{document.Name}' of {split} holds U+FFFD, which stands for bytes that were no text.");
        }
    });

    private protected sealed override void Construct(TConfig config) => config.Build("settings");

    private ICorpus Build() => Create().Build("settings");

    private void Try(string rule, Action check) => Situations.Once(rule, Subject, check);

    private static List<(Split Split, Document Document)> All(ICorpus corpus) =>
        [.. Enum.GetValues<Split>().SelectMany(split => corpus.Documents(split).Take(Looked).Select(document => (split, document)))];
}
