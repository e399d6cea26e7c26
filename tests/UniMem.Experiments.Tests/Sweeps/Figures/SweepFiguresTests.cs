using UniMem.Experiments.Plots;
using UniMem.Experiments.Sweeps.Figures;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Tests.Sweeps.Figures;

public sealed class SweepFiguresTests
{
    private const string Capacity = "model.memories.recent.manage.capacity";
    private const string Grid = $$"""
        axes: {method: [METHODS/vanilla.yaml, METHODS/transformer-xl.yaml, METHODS/memorizing-transformer.yaml], {{Capacity}}: [16, 64, 256], seed: [1, 2]}
        baseline: vanilla
        labels: {transformer-xl: XL}
        """;

    [Test]
    public void ByAxis_CellsWithoutTheSetting_AreALevelLineAndTheOthersCurvesOverALogAxis()
    {
        using var sample = new Sample();
        var figure = Drawn(sample, Grid, new() { X = Capacity });
        Assert.Multiple(() =>
        {
            Assert.That(figure.Title, Is.EqualTo("Perplexity by capacity of memory 'recent'"));
            Assert.That(figure.X.Scale, Is.EqualTo(AxisScale.Log));
            Assert.That(figure.X.Ticks!.Select(tick => tick.Label), Is.EqualTo(new[] { "16", "64", "256" }));
            Assert.That(figure.Panels, Has.Count.EqualTo(1));
            Assert.That(figure.AllSeries.Select(s => s.Name), Is.EqualTo(new[] { "vanilla", "XL", "memorizing-transformer" }));
            Assert.That(figure.AllSeries.Select(s => s.Points.Count), Is.EqualTo(new[] { 2, 3, 3 }));
            Assert.That(figure.AllSeries.First().Paint, Is.EqualTo(Palette.Baseline with { Mark = Mark.None }));
            Assert.That(figure.AllSeries.First().Points.Select(p => (p.X, p.Y)), Is.EqualTo(new[] { (16, Perplexity(0)), (256.0, Perplexity(0)) }).Within(1e-9));
            Assert.That(figure.AllSeries.ElementAt(1).Points[1].Y, Is.EqualTo(Perplexity(2)).Within(1e-9));
            Assert.That(figure.AllSeries.ElementAt(1).Points[1].High - figure.AllSeries.ElementAt(1).Points[1].Y, Is.EqualTo(12.7062 * Deviation(2) / Math.Sqrt(2)).Within(1e-3), "Student's t, 1 degree of freedom");
        });
    }

    [Test]
    public void ByStep_ASecondAxis_GetsAPanelForEachValueWithTheBaselineInEach()
    {
        using var sample = new Sample();
        var figure = Drawn(sample, Grid, new() { X = "step" });
        Assert.That(figure.Panels.Select(panel => panel.Title), Is.EqualTo(new[] { "capacity 16", "capacity 64", "capacity 256" }));
        Assert.That(figure.Panels.Select(panel => string.Join(' ', panel.Series.Select(s => s.Name))), Is.All.EqualTo("vanilla XL memorizing-transformer"));
        var one = Drawn(sample, Grid, new() { X = "step", Panels = "none" });
        Assert.That(one.AllSeries.Select(s => s.Name), Does.Contain("XL, capacity 64"));
        var turned = Drawn(sample, Grid, new() { X = "step", Series = Capacity, Panels = "method" });
        Assert.That(turned.Panels.Select(panel => panel.Title), Is.EqualTo(new[] { "vanilla", "XL", "memorizing-transformer" }));
        Assert.That(turned.Panels[1].Series.Select(s => s.Name), Is.EqualTo(new[] { "capacity 16", "capacity 64", "capacity 256" }));
    }

    [Test]
    public void Difference_OfEachCell_IsABarWithItsInterval()
    {
        using var sample = new Sample();
        var figure = Drawn(sample, "axes: {method: [METHODS/vanilla.yaml, METHODS/transformer-xl.yaml, METHODS/rmt.yaml]}\nbaseline: vanilla", new() { X = "difference" });
        Assert.That(figure.Y.Ticks!.Select(tick => tick.Label), Is.EqualTo(new[] { "rmt", "transformer-xl" }), "from below");
        Assert.That(figure.AllSeries.Select(s => (s.Name, s.Points[0].Y)), Is.EqualTo(new[] { ("transformer-xl", 1.0), ("rmt", 0.0) }));
        Assert.That(figure.AllSeries.Select(s => s.Points[0].X), Is.EqualTo(new[] { -0.01, -0.02 }).Within(1e-9));
        Assert.That(figure.AllSeries.All(s => s.Points[0].Low < s.Points[0].X + 1e-12 && s.Points[0].High > s.Points[0].X - 1e-12));
        Assert.That(figure.X.Rules, Is.EqualTo(new[] { 0.0 }));
    }

    [TestCase("{segments: 1}|{segments: 2}|{segments: 4}|{segments: 8}", "Capacity of memory 'recent', in segments (log scale)", "1 2 4 8")]
    [TestCase("0|16|32", "Capacity of memory 'recent'", "0 16 32")]
    [TestCase("8|{segments: 2}", "Capacity of memory 'recent'", "8 {segments: 2}")]
    public void Axis_OfSlotsOrSegments_IsNumbersOfOneUnitOrWords(string values, string label, string ticks)
    {
        var axis = new VariedAxis(Capacity, values.Split('|')).ToAxis("", null, value => value);
        Assert.That((axis.Label, string.Join(' ', axis.Ticks!.Select(tick => tick.Label))), Is.EqualTo((label, ticks)));
    }

    [TestCase("model.memories.recent.read.k", "k of memory 'recent'")]
    [TestCase("model.width", "Width")]
    public void Axis_OfASetting_BeginsWithACapitalButForALetterThatStandsForANumber(string path, string label) =>
        Assert.That(new VariedAxis(path, ["1", "2"]).ToAxis("", null, value => value).Label, Is.EqualTo(label));

    [TestCase("{segments: 1}", "1 segment")]
    [TestCase("{segments: 8}", "8 segments")]
    [TestCase("64", "64")]
    public void Value_WithAUnit_IsSaidInWords(string value, string shown) => Assert.That(VariedAxis.Shown(value), Is.EqualTo(shown));

    [Test]
    public void Pareto_AgainstSpeed_JoinsWhatNothingBeatsInBoth()
    {
        Point[] points = [new(10, 5), new(20, 6), new(15, 7), new(5, 4), new(1, 4.5)];
        Assert.That(CostFigure.Frontier(points, moreIsBetter: true).Select(p => (p.X, p.Y)), Is.EqualTo(new[] { (5.0, 4.0), (5, 5), (10, 5), (10, 6), (20, 6) }));
        Assert.That(CostFigure.Frontier(points, moreIsBetter: false).Select(p => (p.X, p.Y)), Is.EqualTo(new[] { (1.0, 4.5), (5, 4.5), (5, 4) }));
    }

    [TestCase("x: stp", "plot.figures.mine.x: 'stp' is neither measured nor an axis of this sweep; did you mean 'step'? Known: step, tokens,")]
    [TestCase("x: seed", "plot.figures.mine.x: figures show means over the seeds")]
    [TestCase("x: step, y: difference", "plot.figures.mine.y: a difference is taken after training")]
    [TestCase("x: difference, y: loss", "plot.figures.mine.y: has no effect where x is difference")]
    [TestCase("x: difference, y_scale: log", "plot.figures.mine.y_scale: has no effect here")]
    [TestCase("x: position, x_scale: log", "plot.figures.mine.x_scale: has no effect here, because positions are shown in bins")]
    [TestCase("x: step, series: metod", "plot.figures.mine.series: 'metod' is no axis of this sweep; did you mean 'method'?")]
    [TestCase("x: step, series: method, panels: method", "plot.figures.mine.panels: 'method' is series of this figure already")]
    [TestCase("x: step, colour: red", "plot.figures.mine.colour: unknown key")]
    [TestCase("x: step, width: 10", "plot.figures.mine.width: 10 is out of range; expected 400 to 4000.")]
    public void Plan_AFigureThatCannotBe_IsToldWithItsPlaceBeforeAnythingIsTrained(string figure, string message)
    {
        using var sample = new Sample();
        Assert.That(
            () => sample.Plan($"axes: {{method: [METHODS/vanilla.yaml, METHODS/rmt.yaml]}}\nbaseline: vanilla\nplot: {{figures: {{mine: {{{figure}}}}}}}"),
            Throws.TypeOf<Components.ConfigurationException>().With.Message.Contains(message).And.Message.Match(@"sample\.yaml:\d+:\d+: "));
    }

    [Test]
    public void All_FiguresNamedInTheFile_AreDrawnAndNoOthers()
    {
        using var sample = new Sample();
        var plan = sample.Plan($"{Grid}\nplot: {{width: 700, subtitle: S, figures: {{a: {{x: tokens, title: T}}, b: {{x: {Capacity}, y: loss, y_label: L, x_scale: linear, height: 400}}}}}}");
        Finish(sample, plan);
        var figures = new SweepFigures(SweepResults.Read(plan, sample.Results), sample.Results).All();
        Assert.That(figures.Select(f => f.Name), Is.EqualTo(new[] { "b" }), "no run here knows its tokens");
        var figure = figures[0].Figure;
        Assert.That((figure.Subtitle, figure.Width, figure.Height, figure.X.Scale, figure.Y.Label), Is.EqualTo(("S", 700, 400, AxisScale.Linear, "L")));
    }

    [Test]
    public void Probes_OfTwoSeeds_AreCurvesOfMeansOverWhatMemoryWasGiven()
    {
        using var sample = new Sample();
        var plan = sample.Plan("axes: {method: [METHODS/vanilla.yaml, METHODS/rmt.yaml], seed: [1, 2]}\nplot: {figures: {m: {x: probe_memory}, c: {x: probe_capacity, y: perplexity}, w: {x: probe_window}}}");
        Finish(sample, plan);
        Directory.CreateDirectory(sample.Results.Path);
        File.WriteAllText(sample.Results.At("probes.csv"), "run,label,method,probe,memory,value,trained,nats,targets,bytes,documents\n"
            + string.Concat(Enumerable.Range(1, 2).SelectMany(seed => new[] { "own,,,,10", "memory,,other,on,20", "memory,,off,on,30", "capacity,summary,0,4,30", "capacity,summary,4,4,10", "capacity,summary,16,4,10" }
                .Select(line => $"r{seed},rmt,rmt,{line[..line.LastIndexOf(',')]},{int.Parse(line.Split(',')[^1], System.Globalization.CultureInfo.InvariantCulture) + seed},10,10,3\n"))));
        var figures = new SweepFigures(SweepResults.Read(plan, sample.Results), sample.Results);
        var drawn = figures.All();
        Assert.That(drawn.Select(f => f.Name), Is.EqualTo(new[] { "m", "c" }));
        Assert.That(figures.Missing(), Has.Count.EqualTo(1).And.All.Contains("w is not drawn").And.All.Contains("unimem probe"));
        Assert.That(drawn[0].Figure.X.Ticks!.Select(tick => tick.Label), Is.EqualTo(new[] { "nothing", "another document's", "its own" }));
        Assert.That(drawn[0].Figure.AllSeries.Single().Points.Select(p => p.Y), Is.EqualTo(new[] { 3.15, 2.15, 1.15 }).Within(1e-9), "nats per token, mean of two seeds");
        Assert.That(drawn[1].Figure.AllSeries.Last().Points.Select(p => (p.X, p.Low)), Is.EqualTo(new (double, double?)[] { (1, null) }), "a ring where it was trained");
    }

    private static Figure Drawn(Sample sample, string sweep, FigureConfig config)
    {
        var plan = sample.Plan(sweep);
        Finish(sample, plan);
        return new SweepFigures(SweepResults.Read(plan, sample.Results), sample.Results).Of(config)!;
    }

    private static void Finish(Sample sample, Experiments.Sweeps.Planning.SweepPlan plan)
    {
        var cells = plan.Runs.Select(run => run.Label).Distinct().ToList();
        foreach (var run in plan.Runs)
        {
            sample.Finish(run, _ => Loss(cells.IndexOf(run.Label), run.FullLabel.EndsWith("seed 2", StringComparison.Ordinal) ? 1 : 0));
        }
    }

    private static double Loss(int cell, int seed) => 1.5 - (0.01 * cell) + (0.1 * seed);

    private static double Perplexity(int cell) => (Math.Exp(Loss(cell, 0) + 0.751) + Math.Exp(Loss(cell, 1) + 0.751)) / 2;

    private static double Deviation(int cell) => Math.Abs(Math.Exp(Loss(cell, 0) + 0.751) - Math.Exp(Loss(cell, 1) + 0.751)) / Math.Sqrt(2);
}
