using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tests.Sweeps;

public sealed class SweepReportTests
{
    private const string TwoMethods = "axes: {method: [METHODS/vanilla.yaml, METHODS/transformer-xl.yaml, METHODS/rmt.yaml]}\nbaseline: vanilla\nlabels: {rmt: RMT}";

    [Test]
    public void Write_ThreeMethods_SaysWhichIsBetterWhereAndByHowMuch()
    {
        using var sample = new Sample();
        var plan = sample.Plan(TwoMethods);
        sample.Finish(plan.Runs[0], _ => 1.5);
        sample.Finish(plan.Runs[1], bin => bin < 2 ? 1.5 : 1.4);
        sample.Finish(plan.Runs[2], _ => 1.5);
        var (renderer, output) = (new Recorder(), new StringWriter());
        new SweepReport(plan, sample.Results, renderer).Write(output);

        var rows = CsvTable.Read(sample.Results.At("summary.csv")).Rows;
        var byPosition = CsvTable.Read(sample.Results.At("summary-by-position.csv")).Rows;
        Assert.Multiple(() =>
        {
            Assert.That(rows.Select(r => r["label"]), Is.EqualTo(new[] { "vanilla", "transformer-xl", "RMT" }));
            Assert.That(rows[0].Double("perplexity"), Is.EqualTo(Math.Exp(1.5 + 0.75 + 0.001)).Within(1e-9));
            Assert.That(rows[0].Double("bits_per_byte"), Is.EqualTo((1.5 + 0.75 + 0.001) / 2 / Math.Log(2)).Within(1e-9));
            Assert.That(rows[1].Double("difference"), Is.EqualTo(-0.05).Within(1e-9));
            Assert.That(rows[1]["verdict"], Is.EqualTo("better"));
            Assert.That(rows[2]["verdict"], Is.EqualTo("no difference shown"));
            Assert.That(rows[0]["verdict"], Is.Empty);
            Assert.That(rows[0].Double("tokens_per_second"), Is.EqualTo(200).Within(1e-9), "the first step is warm-up");
            Assert.That(rows[0].Long("parameters"), Is.EqualTo(12345));
            Assert.That(byPosition.Where(r => r["label"] == "transformer-xl").Select(r => r["verdict"]), Is.EqualTo(new[] { "no difference shown", "no difference shown", "better", "better" }));
            Assert.That(rows[1].Double("p_holm"), Is.EqualTo(2 * 2 / 4096.0).Within(1e-12), "12 signs, two comparisons");
            Assert.That(output.ToString(), Does.Match(@"\*\*9\.034\*\*.*\| \u22120\.05000 \u00b1 0\.00000 \| < 0\.001 \|"));
            Assert.That(output.ToString(), Does.Match(@"\| RMT .* 0\.0+ \u00b1 0\.0+ +\| +1\.000 \| .*\| +no difference shown \|"));
            Assert.That(output.ToString(), Does.Contain("in every bin beyond the second segment (position 32 on): transformer-xl. Not shown: RMT."));
            Assert.That(renderer.Titles, Is.EqualTo(new[] { "Perplexity as training goes on", "Perplexity by position in the document", "Difference to vanilla by position in the document", "Difference to vanilla", "Perplexity against bytes of memory", "Perplexity against training speed" }));
            Assert.That(Directory.GetFiles(sample.Results.Path).Select(Path.GetFileName), Is.SupersetOf(new[]
            {
                "summary.md", "perplexity-by-step.png", "perplexity-by-step.svg", "perplexity-by-position.png", "perplexity-by-position.svg", "difference-by-position.svg",
            }));
            Assert.That(File.Exists(Path.Combine(sample.Results.Path, "runs", "RMT", "config.yaml")), "the links lead to the run folders");
        });
    }

    [Test]
    public void Write_SeveralSeeds_ComparesSeedBySeedAndShowsTheirSpread()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {method: [METHODS/vanilla.yaml, METHODS/rmt.yaml], seed: [1, 2, 3]}\nbaseline: vanilla");
        foreach (var (run, i) in plan.Runs.Select((run, i) => (run, i)))
        {
            sample.Finish(run, _ => 1.5 + (0.1 * (i % 3)) + (i < 3 ? 0 : 0.01));
        }

        new SweepReport(plan, sample.Results, new Recorder()).Write(TextWriter.Null);
        var rows = CsvTable.Read(sample.Results.At("summary.csv")).Rows;
        Assert.That(rows.Select(r => r.Long("seeds")), Is.EqualTo(new[] { 3, 3 }));
        Assert.That(rows[1].Double("difference"), Is.EqualTo(0.01).Within(1e-9));
        Assert.That(rows[1]["verdict"], Is.EqualTo("worse"));
        double[] perplexities = [.. new[] { 1.5, 1.6, 1.7 }.Select(loss => Math.Exp(loss + 0.751))];
        Assert.That(rows[0].Double("perplexity"), Is.EqualTo(perplexities.Average()).Within(1e-9));
        Assert.That(rows[0].Double("perplexity_ci95"), Is.EqualTo(4.30265 * Deviation(perplexities) / Math.Sqrt(3)).Within(1e-4), "Student's t, 2 degrees of freedom");
    }

    [Test]
    public void Write_SeedsThatDoNotFinish_AreLeftOutOfTheirCellAndNamed()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {method: [METHODS/vanilla.yaml, METHODS/rmt.yaml], seed: [1, 2, 3]}\nbaseline: vanilla");
        foreach (var run in plan.Runs)
        {
            sample.Finish(run, _ => 1.5, step: run == plan.Runs[5] ? 50 : 100);
        }

        File.Delete(sample.Results.Run(plan.Runs[5].Id).DoneFile);
        sample.Results.Run(plan.Runs[5].Id).MarkPruned("worse than the median at step 50");
        var output = new StringWriter();
        new SweepReport(plan, sample.Results, new Recorder()).Write(output);
        var row = CsvTable.Read(sample.Results.At("summary.csv")).Rows[1];
        Assert.That((row["step"], row["seeds"], row["seeds_planned"], row["compared_seeds"], row["unit"]), Is.EqualTo(("100", "2", "3", "2", "seeds_and_documents")));
        Assert.That(output.ToString(), Does.Contain("| 2 of 3 |").And.Contain("- rmt, seed 3: stopped early (worse than the median at step 50), last evaluated at step 50."));
        Assert.That(CsvTable.Read(sample.Results.At("summary-by-run.csv")).Rows[5]["state"], Is.EqualTo("stopped early"));
    }

    [Test]
    public void Write_ABaselineThatVaries_IsTakenAtTheSameValuesOfTheOtherAxes()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {method: [METHODS/transformer-xl.yaml, METHODS/unimix.yaml, METHODS/vanilla.yaml], model.memories.recent.manage.capacity: [16, 32]}\nbaseline: transformer-xl");
        foreach (var run in plan.Runs)
        {
            sample.Finish(run, _ => run.Label.Contains("16", StringComparison.Ordinal) ? 1.6 : 1.5);
        }

        var output = new StringWriter();
        new SweepReport(plan, sample.Results, new Recorder()).Write(output);
        var rows = CsvTable.Read(sample.Results.At("summary.csv")).Rows;
        Assert.That(rows.Select(row => (row["model.memories.recent.manage.capacity"], row["against"])), Is.EqualTo(new[]
        {
            ("16", ""), ("32", ""), ("16", "transformer-xl, manage.capacity 16"), ("32", "transformer-xl, manage.capacity 32"), ("", ""),
        }));
        Assert.That(rows[2].Double("difference"), Is.Zero);
        Assert.That(output.ToString(), Does.Contain("- vanilla, manage.capacity n/a is not compared: several cells of the baseline would do"));
    }

    [Test]
    public void Match_OfACell_IsTheWorstMissOfItsRuns()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {method: [METHODS/vanilla.yaml], seed: [1, 2]}");
        foreach (var run in plan.Runs)
        {
            sample.Finish(run, _ => 1.5);
        }

        var cell = SweepResults.Read(plan, sample.Results).Cells.Single();
        double[] reached = [100.4, 98.96];
        var matched = cell with { Runs = [.. cell.Runs.Zip(reached, (run, at) => run with { Run = run.Run with { Match = new("compute", 100, at, "training.steps 8 -> 6") } })] };
        Assert.That(MatchText.Miss(matched), Is.EqualTo("\u22121.0 %"));
        Assert.That(MatchText.Miss(cell), Is.Empty);
    }

    [Test]
    public void Write_Twice_GivesTheSameBytes()
    {
        using var sample = new Sample();
        var plan = sample.Plan(TwoMethods);
        foreach (var run in plan.Runs)
        {
            sample.Finish(run, bin => 1.5 + (0.01 * bin));
        }

        new SweepReport(plan, sample.Results, new Recorder()).Write(TextWriter.Null);
        string[] names = ["summary.md", "summary.csv", "summary.tex", "summary-by-position.csv", "summary-by-position.tex", "summary-by-run.csv"];
        var first = names.Select(name => File.ReadAllText(sample.Results.At(name))).ToList();
        new SweepReport(plan, sample.Results, new Recorder()).Write(TextWriter.Null);
        Assert.That(names.Select(name => File.ReadAllText(sample.Results.At(name))), Is.EqualTo(first));
    }

    [Test]
    public void Findings_OfMoreCellsThanASentenceNames_CountThem()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {method: [METHODS/vanilla.yaml, METHODS/transformer-xl.yaml], model.dropout: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]}\nbaseline: vanilla");
        foreach (var (run, i) in plan.Runs.Select((run, i) => (run, i)))
        {
            sample.Finish(run, _ => i < 8 ? 1.5 : i == 15 ? 1.6 : 1.4);
        }

        var output = new StringWriter();
        new SweepReport(plan, sample.Results, new Recorder()).Write(output);
        Assert.That(output.ToString(), Does.Contain("- Better than vanilla, in nats per byte: 7 of 8 (the table names them).\n- Worse than vanilla, in nats per byte: transformer-xl, model.dropout 0.7 (")
            .And.Contain("(position 32 on): 7 of 8 (the table names them). Not shown: transformer-xl, model.dropout 0.7."));
    }

    [Test]
    public void Write_RunsThatAreMissing_AreNamed()
    {
        using var sample = new Sample();
        var plan = sample.Plan(TwoMethods);
        sample.Finish(plan.Runs[1], _ => 1.5);
        var output = new StringWriter();
        new SweepReport(plan, sample.Results, new Recorder()).Write(output);
        Assert.That(output.ToString(), Does.Contain("- vanilla: not begun.\n- RMT: not begun."));
    }

    [Test]
    public void Write_NothingYet_SaysSo()
    {
        using var sample = new Sample();
        var output = new StringWriter();
        new SweepReport(sample.Plan(TwoMethods), sample.Results, new Recorder()).Write(output);
        Assert.That(output.ToString(), Does.Contain("nothing to show"));
    }

    private static double Deviation(double[] values) => Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1));

    private sealed class Recorder : IFigureRenderer
    {
        private readonly List<string> _titles = [];

        public IEnumerable<string> Titles => _titles.Distinct();

        public byte[] Render(Figure figure, ImageFormat format)
        {
            _ = new FigureLayout(figure);
            _titles.Add(figure.Title);
            return [1];
        }
    }
}
