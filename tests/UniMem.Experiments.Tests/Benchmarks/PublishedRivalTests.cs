using System.Diagnostics;
using UniMem.Components;
using UniMem.Experiments.Benchmarks;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>Published implementations are found, asked in the rivals' words, and what is wrong with them is told.</summary>
public sealed class PublishedRivalTests
{
    private const string Adapter = """
        from adapter import Base
        from theirs import Net

        class Adapter(Base):
            differs = "one layer, " + Net.note

            def __init__(self, shape, form):
                print("an implementation may print")
                self.model, self.form = Net(shape.vocabulary, shape.width), form

            def begin(self, rows):
                return 0

            def logits(self, tokens, memory):
                assert not (self.form == "dies" and memory == 3), "it breaks in the middle"
                return self.model(tokens), memory + 1

            def detach(self, memory):
                return memory
        """;

    private const string Theirs = """
        from torch import nn

        class Net(nn.Sequential):
            note = "no attention"

            def __init__(self, vocabulary, width):
                super().__init__(nn.Embedding(vocabulary, width), nn.Linear(width, vocabulary))
        """;

    [Test]
    public void Rivals_OfTheTableThatUniMemBrings_HaveProgramsClonesAndMethods()
    {
        var clones = CsvTable.Read(Repository.At("experiments/speed/published/clones.csv")).Rows;
        var rivals = Benches.Files.Published;

        Assert.Multiple(() =>
        {
            Assert.That(rivals.Select(rival => rival.Method).Distinct(), Is.EquivalentTo(BenchmarkFiles.Methods));
            Assert.That(rivals.Select(rival => Repository.At($"experiments/speed/published/{rival.Program}.py")), Has.All.Exist);
            Assert.That(rivals.SelectMany(rival => rival.Folders).Select(folder => folder.Split('/')[0]).Distinct(), Is.EquivalentTo(clones.Select(clone => clone["folder"])));
            Assert.That(clones.Select(clone => clone["commit"]), Has.All.Match("^[0-9a-f]{40}$"));
        });
    }

    [Test]
    public void Start_WithoutAClone_NamesTheFolderAndWhatGetsIt()
    {
        using var place = new TemporaryFolder();
        var rival = Benches.Files.Published.Single(one => one.Program == "nanogpt");

        Assert.That(
            () => rival.Start(Benches.Files.Folder, place.Path, 1),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("has no folder nanoGPT, which 'nanoGPT' (vanilla) is imported from").And.Message.Contains("get.sh"));
    }

    [Test]
    public void All_OfATableWithOtherColumns_IsRefused()
    {
        using var place = new TemporaryFolder();
        place.Write("published/rivals.csv", "method,program\nvanilla,one\n");

        Assert.That(() => PublishedRival.All(place.Path), Throws.TypeOf<ConfigurationException>().With.Message.Contains("has the columns method, program where method, rival"));
    }

    [Test]
    [Category("Slow")]
    public void Bench_BesideAnImplementation_MeasuresItAndTellsHowItDiffers()
    {
        using var place = new TemporaryFolder();
        var (code, output) = Bench(place, "fine");

        Assert.That(code, Is.Zero, output);
        var rows = CsvTable.Read(place.At("out", "published.csv")).Rows;
        Assert.That(rows.Select(row => (row["rival"], row["work"])).Distinct(), Is.EqualTo(new[] { ("theirs", "forward"), ("theirs", "train") }));
        Assert.That(rows.Select(row => row.Double("rival_seconds_per_token")), Has.All.GreaterThan(0));
        Assert.That(File.ReadAllText(place.At("out", "summary.md")), Does.Contain("- theirs, vanilla: one layer, no attention."));
        Assert.That(place.At("out", "published.png"), Does.Exist);
        Assert.That(place.At("out", "results.csv"), Does.Not.Exist, "our side is not measured alone");
    }

    [Test]
    [Category("Slow")]
    public void Bench_BesideAnImplementationThatDies_TellsItsLastWordsAndKeepsNothing()
    {
        using var place = new TemporaryFolder();
        var (code, output) = Bench(place, "dies");

        Assert.That(code, Is.EqualTo(2), output);
        Assert.That(output, Does.Contain("'theirs': ended with exit code 1").And.Contain("AssertionError: it breaks in the middle"));
        Assert.That(place.At("out", "machine.json"), Does.Not.Exist);
    }

    private static (int Code, string Output) Bench(TemporaryFolder place, string form)
    {
        Benches.NeedsPython();
        foreach (var file in new[] { "rivals/rival.py", "published/published.py", "published/adapter.py" })
        {
            place.Write(file, File.ReadAllText(Repository.At($"experiments/speed/{file}")));
        }

        place.Write("published/one.py", Adapter);
        place.Write("clones/theirs/theirs.py", Theirs);
        place.Write("published/rivals.csv", $"method,rival,program,form,folders\nvanilla,theirs,one,{form},theirs\n");
        place.Write("small.yaml", $"extends: {Repository.At("experiments/speed/small.yaml")}\n");
        place.Write("methods/vanilla.yaml", $"extends: {Repository.At("experiments/speed/methods/vanilla.yaml")}\n");
        return Benches.Command(
            "bench", "--quick", "--method", "vanilla", "--threads", "1", "--rival", "published", "--published", place.At("clones"), "--from", place.Path, "--out", place.At("out"));
    }
}
