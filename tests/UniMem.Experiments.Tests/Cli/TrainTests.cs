using UniMem.Cli;

namespace UniMem.Experiments.Tests.Cli;

/// <summary>A run of a few steps from the command line, on made text.</summary>
public sealed class TrainTests
{
    private TemporaryFolder _folder = null!;
    private string _run = null!;
    private string _out = null!;

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _out = _folder.At("out");
        _run = _folder.Write("run.yaml", $"""
            extends: [{Repository.At("configs/runs/tiny-transformer-xl.yaml")}, {Repository.At("configs/data/recall.yaml")}]
            name: trained by a test
            device: cpu
            data:
              corpus:
                train: 32
                validation: 4
                test: 4
            training:
              steps: 3
              batch: 4
              bptt_segments: 2
              schedule:
                warmup_steps: 0
            """);
    }

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Train_ThenEval_TellsPerplexityByPosition()
    {
        var trained = Cli.Run("train", _run, "--out", _out);
        Assert.That((trained.Code, trained.Error), Is.EqualTo((ExitCodes.Success, "")));

        var evaluated = Cli.Run("eval", _out, "evaluation.split=test");
        Assert.That((evaluated.Code, evaluated.Error), Is.EqualTo((ExitCodes.Success, "")));
        Assert.That(evaluated.Output, Does.StartWith("trained by a test after step 3, test split:\n| positions "));
        Assert.That(evaluated.Output, Does.Match(@"(?m)^\| all +\| +[\d,]+ \| +\d+\.\d{3} \| +\d+\.\d{3} \|$"));

        var again = Cli.Run("train", _run, "--out", _out);
        Assert.That((again.Code, again.Output), Is.EqualTo((ExitCodes.Success, $"already done: {_out}\n")));
    }

    [Test]
    public void Train_Stopped_EndsWith130AndGoesOnLater()
    {
        var stopped = Cli.Run(new CancellationToken(canceled: true), "train", _run, "--out", _out);
        Assert.That(stopped.Code, Is.EqualTo(ExitCodes.Stopped));

        Assert.That(Cli.Run("train", _run, "--out", _out).Code, Is.EqualTo(ExitCodes.Success));
        Assert.That(File.Exists(Path.Combine(_out, "DONE")));
    }

    [Test]
    public void Train_FolderOfAnotherRun_EndsWithTwoAndLeavesItAlone()
    {
        Cli.Run("train", _run, "--out", _out);
        var before = Contents();
        var other = Cli.Run("train", _run, "seed=2", "--out", _out);

        Assert.That(other.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(other.Error, Does.Contain(": seed is 1 there and 2 in this run. Name another folder with --out"));
        Assert.That(Contents(), Is.EqualTo(before));
    }

    [Test]
    public void Eval_FolderWithoutCheckpoint_EndsWithTwo()
    {
        var evaluated = Cli.Run("eval", _folder.Path);
        Assert.That(evaluated.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(evaluated.Error, Does.Contain("there is no run in this folder"));
    }

    private Dictionary<string, string> Contents() => Directory
        .EnumerateFiles(_out, "*", SearchOption.AllDirectories)
        .ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)));
}
