using UniMem.Components;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Tests.Sweeps;
using UniMem.Experiments.Tracking.Database;

namespace UniMem.Experiments.Tests.Tracking;

public sealed class RunDatabaseTests
{
    private const string TwoByTwo = "axes: {method: [METHODS/vanilla.yaml, METHODS/rmt.yaml], seed: [1, 2]}\nbaseline: vanilla";

    private Sample _sample = null!;
    private SweepPlan _plan = null!;
    private RunDatabase _database = null!;

    [SetUp]
    public void Open()
    {
        _sample = new Sample();
        _plan = _sample.Plan(TwoByTwo);
        foreach (var run in _plan.Runs)
        {
            _sample.Finish(run, _ => 1.5);
            File.WriteAllText(FolderOf(run).MetricsFile, "step,tokens,loss,perplexity,gradient_norm,learning_rate,loss:recent.rate\n1,100,2.5,12.18,1,0.1,0.25\n100,200,1.5,4.48,NaN,0.1,0.5\n101,3");
        }

        SweepListing.Write(_sample.Results, _plan);
        _database = new RunDatabase(Path.GetDirectoryName(_sample.Results.Path)!);
    }

    [TearDown]
    public void Close() => _sample.Dispose();

    [Test]
    public void Refresh_OfRunFolders_HoldsWhatTheyTell()
    {
        Assert.That(_database.Refresh() with { Notes = [] }, Is.EqualTo(new DatabaseUpdate(4, 4, 0, [])).Using<DatabaseUpdate>((a, b) => (a.Runs, a.Read, a.Removed) == (b.Runs, b.Read, b.Removed)));
        Assert.Multiple(() =>
        {
            Assert.That(Ask("SELECT method, seed, state, step, tokens, loss, parameters FROM runs ORDER BY method, seed").First(), Is.EqualTo("rmt 1 done 100 200 1.5 12345"));
            Assert.That(Ask("SELECT count(*) FROM settings WHERE path = 'model.memories.recent.manage.capacity' OR path LIKE 'model.memories.%'").Single(), Is.Not.EqualTo("0"));
            Assert.That(Ask("SELECT DISTINCT value + 1 FROM settings WHERE path = 'training.batch'").Single(), Is.EqualTo("33"), "numbers are numbers");
            Assert.That(Ask("SELECT step, gradient_norm, seconds FROM metrics GROUP BY step"), Is.EqualTo(new[] { "1 1 5", "100  " }), "half a line and what is no number are left out");
            Assert.That(Ask("SELECT DISTINCT part, loss FROM losses WHERE step = 100").Single(), Is.EqualTo("recent.rate 0.5"));
            Assert.That(Ask("SELECT documents, targets FROM scores").Distinct(), Is.EqualTo(new[] { $"{Sample.Documents} {Sample.Documents * 40}" }));
            Assert.That(Ask("SELECT round(sum(nats) / sum(targets), 9) = (SELECT round(max(loss), 9) FROM scores) FROM documents").Single(), Is.EqualTo("1"));
            Assert.That(Ask("SELECT sweep, label, cell FROM sweeps ORDER BY label").First(), Is.EqualTo("sample rmt, seed 1 rmt"));
        });
    }

    [Test]
    public void Refresh_Again_ReadsOnlyWhatHasChangedOrGone()
    {
        _database.Refresh();
        Assert.That(_database.Refresh().Read, Is.Zero);
        File.AppendAllText(FolderOf(_plan.Runs[0]).MetricsFile, "00,1.4,4.1,1,0.1,0.5\n");
        Directory.Delete(FolderOf(_plan.Runs[1]).Path, recursive: true);
        var update = _database.Refresh();
        Assert.That((update.Runs, update.Read, update.Removed), Is.EqualTo((3, 1, 1)));
        Assert.That(Ask($"SELECT count(*) FROM documents WHERE run = '{_plan.Runs[1].Id}'").Single(), Is.EqualTo("0"));
    }

    [Test]
    public void Rebuild_OfASpoiltFile_IsWhatRefreshingGave()
    {
        _database.Refresh();
        var before = Everything();
        File.WriteAllText(_database.Path, new string('x', 5000));
        Assert.That(_database.Refresh().Notes.Single(), Does.Contain("was made again: ").And.Contain("not a database"));
        Assert.That(Everything(), Is.EqualTo(before));
        File.WriteAllText(_database.Path + ".1.tmp", "left by a process that was killed");
        _database.Refresh();
        Assert.That(Everything(), Is.EqualTo(before));
        _database.Rebuild();
        Assert.That(Everything(), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(_database.Path)!).Select(Path.GetFileName), Is.EquivalentTo(new[] { "unimem.db", "unimem.db.lock" }));
    }

    [Test]
    public void Refresh_AFolderThatCannotBeRead_IsToldAndSpoilsNothing()
    {
        File.WriteAllText(FolderOf(_plan.Runs[2]).ConfigFile, "method: [unclosed\n");
        var update = _database.Refresh();
        Assert.That((update.Runs, update.Notes.Count), Is.EqualTo((3, 1)));
        Assert.That(update.Notes[0], Does.Contain(_plan.Runs[2].Id).And.Contain("is left out"));
    }

    [Test]
    public void Refresh_ByManyAtOnce_LosesNothing()
    {
        Parallel.For(0, 4, i =>
        {
            var database = new RunDatabase(Path.GetDirectoryName(_sample.Results.Path)!);
            _ = i % 2 == 0 ? database.Refresh() : database.Rebuild();
        });
        Assert.That(Ask("SELECT count(*) FROM runs").Single(), Is.EqualTo("4"));
        Assert.That(Ask("PRAGMA integrity_check").Single(), Is.EqualTo("ok"));
    }

    [Test]
    public void Examples_OfTheHelp_AllGiveSomething()
    {
        File.WriteAllText(Path.Combine(FolderOf(_plan.Runs[3]).Path, "FAILED"), "killed by the system\nmore");
        File.Delete(FolderOf(_plan.Runs[3]).DoneFile);
        _database.Refresh();
        foreach (var (question, query) in DatabaseExamples.All)
        {
            Assert.That(Ask(query.Replace("'quickstart'", "'sample'", StringComparison.Ordinal)), Is.Not.Empty, question);
        }

        Assert.That(Ask(DatabaseExamples.All[^1].Query).Single(), Does.EndWith("failed killed by the system"));
        Assert.That(Ask("SELECT name FROM sqlite_master WHERE type = 'table'"), Is.EquivalentTo(DatabaseSchema.Tables.Select(table => table.Table)), "the help names every table");
    }

    [TestCase("SELEC 1", "syntax error")]
    [TestCase("SELECT * FROM run", "no such table: run")]
    [TestCase("DELETE FROM runs", "readonly")]
    public void Query_ThatIsWrongOrChangesSomething_IsRefusedWithTheTables(string query, string part)
    {
        _database.Refresh();
        Assert.That(() => Ask(query), Throws.TypeOf<ConfigurationException>().With.Message.Contains(part).And.Message.Contains("Tables: runs, settings"));
        Assert.That(Ask("SELECT count(*) FROM runs").Single(), Is.EqualTo("4"));
    }

    [Test]
    public void Command_WithAndWithoutAQuery_TellsWhatItDidAndFound()
    {
        var results = Path.GetDirectoryName(_sample.Results.Path)!;
        Assert.That(Cli.Cli.Run("db", "--results", results).Output, Does.EndWith("unimem.db: 4 runs; 4 read, 0 removed.\n"));
        Assert.That(Cli.Cli.Run("db", "SELECT method, avg(seed) / 4 AS share FROM runs GROUP BY 1", "--results", results).Output, Is.EqualTo("""
            | method  | share |
            |---------|------:|
            | rmt     | 0.375 |
            | vanilla | 0.375 |

            """.ReplaceLineEndings("\n")));
        Assert.That(Cli.Cli.Run("db", "SELECT max(seed), 'a,b' AS t FROM runs", "--csv", "--results", results).Output, Is.EqualTo("max(seed),t\n2,\"a,b\"\n"));
        Assert.That(Cli.Cli.Run("db", "--csv", "--results", results).Error, Does.Contain("there is no query"));
        Assert.That(Cli.Cli.Run("db", "--results", results + "-none").Error, Does.Contain("there is no such folder"));
    }

    private RunFolder FolderOf(PlannedRun run) => _sample.Results.Run(run.Id);

    private List<string> Everything() => [.. DatabaseSchema.Tables.SelectMany(table => Ask($"SELECT * FROM {table.Table} ORDER BY 1, 2, 3"))];

    private IEnumerable<string> Ask(string query) => DatabaseQuery.Of(_database.Path, query).Rows.Select(row => string.Join(' ', row));
}
