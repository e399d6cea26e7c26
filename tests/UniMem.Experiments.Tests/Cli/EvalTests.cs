using UniMem.Cli;
using UniMem.Experiments.Probes;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Data.Corpora;

namespace UniMem.Experiments.Tests.Cli;

/// <summary>Evaluations of a run that differ from its training, from the command line.</summary>
public sealed class EvalTests
{
    private TemporaryFolder _folder = null!;
    private string _out = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        _out = _folder.At("out");
        var run = Cli.Run("train", TinyRun.Write(_folder, "unimix"), "--out", _out);
        Assert.That((run.Code, run.Error), Is.EqualTo((ExitCodes.Success, "")));
    }

    [OneTimeTearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Eval_WithTheCapacityOfTraining_IsTheRunsOwnEvaluationBitByBit()
    {
        var recorded = new EvaluationFiles(RunFolder.Existing(_out).EvaluationFolder).Read(Split.Validation, 3);
        var run = TrainedRuns.Find(_out, ["memories.recent.manage.capacity=128", "memories.recent.read.readers[1].k=4"]);
        var (step, result) = run.Evaluate(run.Own, new CorpusCache(), CancellationToken.None);
        Assert.That(step, Is.EqualTo(3));
        Assert.That(result.Rows.Select(DocumentScore.Of), Is.EqualTo(recorded));
    }

    [Test]
    public void Eval_WithAnotherCapacity_SaysWhatDiffersAndGivesOtherNumbers()
    {
        var own = Table(Cli.Run("eval", _out));
        var brief = Cli.Run("eval", _out, "memories.recent.manage.capacity=3");
        var full = Cli.Run("eval", _out, "model.memories.recent.manage.capacity=3");
        Assert.That((brief.Code, brief.Error), Is.EqualTo((ExitCodes.Success, "")));
        Assert.That(brief.Output, Does.Contain("\nmodel.memories.recent.manage.capacity is 3 here and {segments: 8} in the run\n1.0"));
        Assert.That(Table(brief), Is.EqualTo(Table(full)).And.Not.EqualTo(own));
        Assert.That(Table(Cli.Run("eval", _out, "memories.recent.read.readers.0.pattern.patterns.0.size=2")), Is.Not.EqualTo(own));
        Assert.That(Cli.Run("eval", _out, "evaluation.memory=other").Output, Does.Match(@"\n(1\.9|2\.0)\d tokens read for each one foreseen"));
    }

    [TestCase("model.width=32", "model.width: 32 cannot be set after training: it is part of what the weights were trained for (it is 96 in the run)")]
    [TestCase("model.heads=8", "model.heads: 8 cannot be set after training")]
    [TestCase("training.steps=9", "training.steps: 9 has no effect on an evaluation: the weights are trained (it is 3 in the run)")]
    [TestCase("seed=2", "seed: 2 has no effect on an evaluation")]
    [TestCase("memories.recent.stop_gradient=true", "model.memories.recent.stop_gradient: true has no effect on an evaluation")]
    [TestCase("memories.summary.inject.tokens=8", "model.memories.summary.inject.tokens: 8 needs other weights than those trained with 4; train a run with it.")]
    [TestCase("memories.recent.manage.capacity=0", "model.memories.recent.manage.capacity: 0 is out of range")]
    [TestCase("memories.recnt.manage.capacity=8", "did you mean 'recent'?")]
    [TestCase("memories.recent.read.readers[2].k=8", "model.memories.recent.read.readers: is a list of 2, whose items are numbered from 0; give the whole value.")]
    [TestCase("evaluation.memory=none", "evaluation.memory: ")]
    [TestCase("evaluation.stride=4", "evaluation.stride: 4 lets segments of 16 tokens overlap")]
    public void Eval_WithWhatCannotBe_EndsWithTwoAndSaysWhy(string text, string part)
    {
        var run = Cli.Run("eval", _out, text);
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Does.StartWith($"unimem: override '{text}': ").And.Contain(part));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1));
    }

    private static string Table(Cli run) => string.Concat(run.Output.Split('\n').Where(line => line.StartsWith('|')));
}
