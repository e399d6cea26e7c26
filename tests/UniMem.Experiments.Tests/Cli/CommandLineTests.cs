using UniMem.Cli;
using UniMem.Experiments.Tests.Plugins;

namespace UniMem.Experiments.Tests.Cli;

public sealed class CommandLineTests
{
    [TestCase("train")]
    [TestCase("eval")]
    [TestCase("sweep")]
    [TestCase("plot")]
    [TestCase("report")]
    [TestCase("db")]
    [TestCase("components")]
    [TestCase("explain")]
    public void Help_OfEachCommand_HasAnExample(string command)
    {
        var help = Cli.Run(command, "--help");
        Assert.That(help.Code, Is.EqualTo(ExitCodes.Success));
        Assert.That(help.Output, Does.Contain($"Example:\n  unimem {command} "));
    }

    [Test]
    public void Help_WithoutCommand_ListsAllOfThem()
    {
        var help = Cli.Run("--help");
        Assert.That(help.Code, Is.EqualTo(ExitCodes.Success));
        Assert.That(new[] { "train", "eval", "sweep", "plot", "report", "components", "explain" }, Has.All.Matches<string>(name => help.Output.Contains($"  {name} ")));
    }

    [TestCase("trian")]
    [TestCase("train")]
    [TestCase("sweep", "x.yaml", "--jobs", "many")]
    [TestCase("sweep", "x.yaml", "--jobs", "0")]
    [TestCase()]
    public void Run_WrongWords_EndsWithTwoAndOneMessage(params string[] arguments)
    {
        var run = Cli.Run(arguments);
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Does.Match(@"^unimem: [^\n]+ '[^\n]+ --help' shows how it is used\.\n$"));
    }

    [Test]
    public void Run_AMistypedCommand_NamesTheNearest() =>
        Assert.That(Cli.Run("trian", "configs/runs/tiny.yaml").Error, Does.StartWith("unimem: there is no command 'trian'; did you mean 'train'? Known: "));

    [Test]
    public void Run_AFolderForAFile_NamesAFileInIt()
    {
        var run = Cli.Run("train", Repository.At("experiments/quickstart"));
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Does.Match(@": this is a folder; name a file in it, such as \S*sweep\.yaml\.\n$"));
    }

    [TestCase("train")]
    [TestCase("explain")]
    public void Run_MissingFile_EndsWithTwoAndOneLine(string command)
    {
        var run = Cli.Run(command, "/no/such/run.yaml");
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Is.EqualTo("unimem: /no/such/run.yaml: there is no such file; nor is there a folder /no/such.\n"));
        Assert.That(run.Output, Is.Empty);
    }

    [TestCase("train", "experiments/quickstart/sweep.yaml", "experiments/quickstart/sweep.yaml:14:1: axes: this is a sweep, which is many runs; 'unimem sweep experiments/quickstart/sweep.yaml' carries them out.")]
    [TestCase("sweep", "configs/runs/tiny.yaml", "unimem: configs/runs/tiny.yaml: axes: missing; a sweep says what it varies")]
    public void Run_FileOfAnotherKind_SaysWhatItIs(string command, string file, string part)
    {
        var run = Cli.Run(command, Path.GetRelativePath(Directory.GetCurrentDirectory(), Repository.At(file)));
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error.Replace(Path.GetRelativePath(Directory.GetCurrentDirectory(), Repository.At(".")) + "/", "", StringComparison.Ordinal), Does.Contain(part));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1));
    }

    [TestCase("model.memories.recent.manage.capcity=4", "unimem: override 'model.memories.recent.manage.capcity=4': model.memories.recent.manage.capcity: unknown key; did you mean 'capacity'? Known: capacity.\n")]
    [TestCase("--model.layers=4", "unimem: override '--model.layers=4': there is no such option; settings are written without dashes, such as model.layers=4.")]
    [TestCase("--frobnicate", "unimem: override '--frobnicate': there is no such option; settings are written without dashes, such as training.steps=100.")]
    [TestCase("model.memories.recent.manage.capacity={segmnts: 3}", "model.memories.recent.manage.capacity.segmnts: unknown key; did you mean 'segments'?")]
    [TestCase("model.width=0", "model.width: 0 will not do; write 64 or another multiple of the 4 heads")]
    [TestCase("model.layrs=4", "did you mean 'layers'?")]
    [TestCase("model.heads=5", "model.width: 96 will not do")]
    [TestCase("training.steps=0", "override 'training.steps=0': training.steps: 0 is too small")]
    [TestCase("dtype=float8", "override 'dtype=float8': dtype: ")]
    [TestCase("dtype=bf16", "override 'dtype=bf16': dtype: 'bf16' is unknown; did you mean 'bfloat16'? Known: float32, tf32, bfloat16.")]
    [TestCase("--resolvd", "unimem: there is no option '--resolvd'; did you mean '--resolved'?")]
    [TestCase("model.memories.recent.layers=9", "override 'model.memories.recent.layers=9': model.memories.recent.layers: '9' names no layer")]
    public void Explain_MistakeInAnOverride_NamesIt(string text, string part)
    {
        var run = Cli.Run("explain", Repository.At("configs/methods/transformer-xl.yaml"), text);
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Does.Contain(part));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1));
    }

    [Test]
    public void Explain_Method_SaysItsFourDimensionsAndItsCost()
    {
        var run = Cli.Run("explain", Repository.At("configs/methods/transformer-xl.yaml"));
        Assert.That(run.Error, Is.Empty);
        Assert.That(run.Output, Does.Match(@"(?s)method +transformer-xl\n.*memory +recent\n  layers +all \(0, 1\)\n  management +fifo .*\n  writing +\w+.*\n  reading +positions .*\n  injection +joint .*\nparameters +[\d,]+\nmemory +[\d,]+ bytes.*\narithmetic +[\d,]+ "));
    }

    [Test]
    public void Explain_ReadingMoreThanIsHeld_IsTold()
    {
        var run = Cli.Run("explain", Repository.At("configs/runs/tiny-memorizing-transformer.yaml"), "model.memories.recent.read.k=200");
        Assert.That(run.Output, Does.EndWith("note                memory 'recent' holds 128 slots at most, so that a query that retrieves 200 reads all of them; k of 128 says the same.\n"));
    }

    [Test]
    public void Explain_Resolved_IsARunAgain()
    {
        using var folder = new TemporaryFolder();
        var yaml = Cli.Run("explain", Repository.At("configs/methods/unimix.yaml"), "--resolved").Output;
        var again = folder.Write("again.yaml", yaml[yaml.IndexOf("\nmethod: ", StringComparison.Ordinal)..]);

        Assert.That(Cli.Run("explain", again, "--resolved").Output, Is.EqualTo(yaml));
    }

    [Test]
    public void Components_Everything_HasTheFourDimensionsWithSettings()
    {
        var output = Cli.Run("components").Output;
        Assert.That(output, Does.Match(@"(?m)^manager - .+\n(  .*\n)*  fifo - .+\n      capacity: a number of slots, such as 512 or \{segments: 20\}, at least 1; must be given - .+$"));
        Assert.That(output, Does.Contain("\nwriter - ").And.Contain("\nreader - ").And.Contain("\ninjector - "));
    }

    [Test]
    public void Components_Plugin_IsListedWithItsOrigin() =>
        Assert.That(
            Cli.Run("components", "every_other", "--plugin", PluginTests.Sample).Output,
            Does.Contain("  every_other [SamplePlugin] - Holds every other slot of the newest ones.\n"));

    [Test]
    public void Components_UnknownName_GuessesWhatWasMeant()
    {
        var run = Cli.Run("components", "fifi");
        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Does.StartWith("unimem: no kind and no component is called 'fifi'; did you mean 'fifo'?"));
    }

    [Test]
    public void Train_PluginThatThrowsWhileBuilt_IsNamedWithItsLineAndLeavesNoFolder()
    {
        using var folder = new TemporaryFolder();
        var run = Cli.Run("train", WithManager(folder, "broken"), "--out", folder.At("out"));

        Assert.That(run.Code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(run.Error, Does.Match(@"^unimem: \S+run\.yaml:2:10: plugins: the plugin \S*SamplePlugin\.dll failed in BrokenConfig\.Build \(BrokenConfig\.cs, line \d+\): InvalidOperationException: the sample is broken on purpose\n$"));
        Assert.That(Directory.Exists(folder.At("out")), Is.False);
    }

    [Test]
    public void Train_PluginThatThrowsAtWork_EndsWithOneAndSaysWhereTheTraceIs()
    {
        using var folder = new TemporaryFolder();
        var file = WithManager(folder, "broken_at_work");
        var run = Cli.Run("train", file, "--out", folder.At("out"));
        var trace = run.Error.Split("The full trace is in ")[^1].Trim().TrimEnd('.');

        Assert.That(run.Code, Is.EqualTo(ExitCodes.Crash));
        Assert.That(run.Error, Does.StartWith("unimem: InvalidOperationException: the sample is broken at work on purpose\n"));
        Assert.That(File.ReadAllText(trace), Does.Contain("BrokenAtWorkManager.Keep").And.Contain($"unimem train {file}"));
        File.Delete(trace);
    }

    private static string WithManager(TemporaryFolder folder, string manager) => folder.Write(
        "run.yaml",
        $"extends: {Repository.At("configs/runs/tiny-transformer-xl.yaml")}\nplugins: [{PluginTests.Sample}]\n"
        + $"model: {{memories: {{recent: {{manage: {{type: {manager}}}}}}}}}\ndata: {{corpus: {{type: recall, train: 32, validation: 4, test: 4}}}}\ntraining: {{steps: 2, schedule: {{warmup_steps: 0}}}}\n");
}
