using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Benchmarks;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>Measurements are kept whole, and never mixed with others that were made otherwise.</summary>
public sealed class BenchmarkFolderTests
{
    [Test]
    public void Put_SameThingAgain_ReplacesItsRowsAndNoOthers()
    {
        using var place = new TemporaryFolder();
        var turns = new BenchmarkFolder(place.Path).Turns;
        var turn = Benches.Turn(1, 2e-5, 3e-5, 1e-5);
        turns.Put(["small", "rmt"], [turn.Row, (turn with { Turn = 2 }).Row]);
        turns.Put(["small", "unimix"], [(turn with { Method = "unimix", Rival = null }).Row]);
        turns.Put(["small", "rmt"], [(turn with { Ours = 4e-5 }).Row]);

        var known = new BenchmarkFolder(place.Path).Turns.Rows.Select(TurnResult.Of);
        Assert.That(known, Is.EqualTo(new[] { turn with { Method = "unimix", Rival = null }, turn with { Ours = 4e-5 } }));
    }

    [Test]
    public void Rows_OfATableWithOtherColumns_AreRefused()
    {
        using var place = new TemporaryFolder();
        place.Write("results.csv", "size,method\nsmall,rmt\n");

        Assert.That(() => new BenchmarkFolder(place.Path).Turns.Rows, Throws.TypeOf<BrokenTableException>().With.Message.Contains("its columns are size, method"));
    }

    [Test]
    public void Begin_WithOtherSettings_IsRefused()
    {
        using var place = new TemporaryFolder();
        var folder = new BenchmarkFolder(place.Path);
        folder.Begin(new() { ["threads"] = 1 }).Keep();

        Assert.That(
            () => folder.Begin(new JsonObject { ["threads"] = 2 }),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("measurements with threads 1, and 2 is asked for; name another folder"));
    }

    [Test]
    public void Begin_OfASessionThatKeepsNothing_LeavesTheMachineAsItIs()
    {
        using var place = new TemporaryFolder();
        var folder = new BenchmarkFolder(place.Path);
        var session = folder.Begin(new() { ["threads"] = 1 });
        Assert.That(folder.Machine, Is.Null);

        session.Keep();
        session.Keep();
        folder.Begin(new() { ["threads"] = 1 });
        Assert.That(folder.Machine!["sessions"]!.AsArray(), Has.Count.EqualTo(1));
    }

    [Test]
    public void Begin_WithASettingThatNoEarlierSessionHad_KeepsBoth()
    {
        using var place = new TemporaryFolder();
        var folder = new BenchmarkFolder(place.Path);
        folder.Begin(new() { ["threads"] = 1 }).Keep();
        folder.Begin(new() { ["threads"] = 1, ["rival"] = "python" }).Keep();
        folder.Begin(new() { ["threads"] = 1 }).Keep();

        Assert.That(folder.Machine!["settings"]!.ToJsonString(), Is.EqualTo("""{"threads":1,"rival":"python"}"""));
        Assert.That(folder.Machine!["sessions"]!.AsArray(), Has.Count.EqualTo(3));
        Assert.That(() => folder.Begin(new JsonObject { ["rival"] = null }), Throws.TypeOf<ConfigurationException>().With.Message.Contains("and none is asked for"));
    }
}
