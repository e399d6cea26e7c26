using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Tests.Runs;

public sealed class RunExecutorTests
{
    private static readonly string[] Small =
    [
        "training.steps=6", "training.batch=2", "training.bptt_segments=2", "training.schedule.warmup_steps=1", "training.checkpoint_every_steps=2",
        "model.layers=1", "model.width=16", "model.heads=2", "model.key_value_heads=2", "model.feed_forward=16", "model.dropout=0.2",
        "evaluation.every_steps=3", "evaluation.documents=2", "threads=1", "device=cpu",
        "data.corpus={type: recall, train: 6, validation: 2, period: 24}",
    ];

    [Test]
    public void Execute_StoppedTwiceAndResumed_GivesTheSameBytesAsAnUnbrokenRun()
    {
        using var folder = new TemporaryFolder();
        var run = ResolvedRun.Load(Repository.At("configs/runs/tiny-transformer-xl.yaml"), Small);
        RunExecutor.Execute(run, folder.At("unbroken"), new StopAt(long.MaxValue, default!), CancellationToken.None);
        StopAfter(run, folder.At("broken"), step: 1);
        StopAfter(run, folder.At("broken"), step: 5);
        File.AppendAllText(folder.At("broken", "metrics.csv"), "6,999,0.1\n7,10");
        RunExecutor.Execute(run, folder.At("broken"), new StopAt(long.MaxValue, default!), CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That(RunFolder.Existing(folder.At("broken")).IsDone);
            Assert.That(Bytes("broken", "metrics.csv"), Is.EqualTo(Bytes("unbroken", "metrics.csv")));
            Assert.That(Bytes("broken", "checkpoint.safetensors"), Is.EqualTo(Bytes("unbroken", "checkpoint.safetensors")));
            Assert.That(File.ReadLines(folder.At("broken", "metrics.csv")).Count(), Is.EqualTo(7));
            Assert.That(Bytes("broken", "evaluations", "validation-00000003.csv"), Is.EqualTo(Bytes("unbroken", "evaluations", "validation-00000003.csv")));
            Assert.That(Bytes("broken", "evaluations", "validation-00000006.csv"), Is.EqualTo(Bytes("unbroken", "evaluations", "validation-00000006.csv")));
        });

        byte[] Bytes(params string[] names) => File.ReadAllBytes(folder.At(names));
    }

    [Test]
    public void Execute_UntilAStepAndThenOn_GivesTheSameBytesAsAnUnbrokenRun()
    {
        using var folder = new TemporaryFolder();
        var run = ResolvedRun.Load(Repository.At("configs/runs/tiny-transformer-xl.yaml"), Small);
        RunExecutor.Execute(run, folder.At("unbroken"), new StopAt(long.MaxValue, default!), CancellationToken.None);
        RunExecutor.Execute(run, folder.At("paused"), new StopAt(long.MaxValue, default!), CancellationToken.None, until: 3);
        Assert.That(File.ReadLines(folder.At("paused", "metrics.csv")).Last(), Does.StartWith("3,"));
        Assert.That(File.Exists(folder.At("paused", "evaluations", "validation-00000003.csv")));
        Assert.That(RunFolder.Existing(folder.At("paused")).IsDone, Is.False);
        RunExecutor.Execute(run, folder.At("paused"), new StopAt(long.MaxValue, default!), CancellationToken.None);
        Assert.That(File.ReadAllBytes(folder.At("paused", "metrics.csv")), Is.EqualTo(File.ReadAllBytes(folder.At("unbroken", "metrics.csv"))));
        Assert.That(File.ReadAllBytes(folder.At("paused", "checkpoint.safetensors")), Is.EqualTo(File.ReadAllBytes(folder.At("unbroken", "checkpoint.safetensors"))));

        // The folder alone suffices to repeat the run, wherever it lies.
        Directory.Move(folder.At("unbroken"), folder.At("elsewhere"));
        RunExecutor.Execute(ResolvedRun.Load(folder.At("elsewhere", "config.yaml")), folder.At("repeated"), new StopAt(long.MaxValue, default!), CancellationToken.None);
        Assert.That(File.ReadAllBytes(folder.At("repeated", "metrics.csv")), Is.EqualTo(File.ReadAllBytes(folder.At("elsewhere", "metrics.csv"))));
    }

    [Test]
    public void Execute_ACheckpointThatWasCutShort_IsToldAndLeavesTheFolderAsItWas()
    {
        using var folder = new TemporaryFolder();
        var run = ResolvedRun.Load(Repository.At("configs/runs/tiny.yaml"), Small);
        RunExecutor.Execute(run, folder.At("run"), new StopAt(long.MaxValue, default!), CancellationToken.None, until: 2);
        using (var checkpoint = File.OpenWrite(folder.At("run", "checkpoint.safetensors")))
        {
            checkpoint.SetLength(checkpoint.Length / 2);
        }

        var before = Contents();
        Assert.That(
            () => RunExecutor.Execute(run, folder.At("run"), new StopAt(long.MaxValue, default!), CancellationToken.None),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains("delete it, and its run begins again from the first step"));
        Assert.That(Contents(), Is.EqualTo(before));

        Dictionary<string, string> Contents() => Directory.EnumerateFiles(folder.At("run"), "*", SearchOption.AllDirectories).ToDictionary(file => file, file => Convert.ToHexString(File.ReadAllBytes(file)));
    }

    [Test]
    public void Execute_ARunThatIsDone_SaysSoAndComputesNothing()
    {
        using var folder = new TemporaryFolder();
        var run = ResolvedRun.Load(Repository.At("configs/runs/tiny.yaml"), Small);
        var path = RunFolder.Open(folder.At("run"), run);
        path.MarkDone();
        var progress = new StopAt(long.MaxValue, default!);
        RunExecutor.Execute(run, path.Path, progress, CancellationToken.None);
        Assert.That(progress.Lines, Has.Some.Contains("already done"));
        Assert.That(File.Exists(path.MetricsFile), Is.False);
    }

    [Test]
    public void Execute_ARun_RecordsWhatItWasComputedWith()
    {
        using var folder = new TemporaryFolder();
        var run = ResolvedRun.Load(Repository.At("configs/runs/tiny.yaml"), [.. Small, "training.steps=1"]);
        RunExecutor.Execute(run, folder.At("run"), new StopAt(long.MaxValue, default!), CancellationToken.None);
        var environment = File.ReadAllText(folder.At("run", "environment.json"));
        Assert.That(environment, Does.Contain("\"dotnet\": \".NET 10").And.Contain("\"device\": \"cpu\"").And.Contain($"\"run\": \"{run.Id}\"").And.Contain("torch_cpu")
            .And.Match("\"torch_version\": \"\\d+\\.\\d+").And.Match("\"commit\": (null|\"[0-9a-f]{40}\")").And.Contain("uncommitted_changes").And.Contain("\"threads\": 1").And.Contain("\"gpus\": []").And.Contain("\"plugins\": []"));
        Assert.That(RunFacts.Read(folder.At("run", "facts.json"))!.Parameters, Is.GreaterThan(256 * 16));
    }

    [Test]
    public void Execute_AConfigurationThatDoesNotWork_LeavesNoFolder()
    {
        using var folder = new TemporaryFolder();
        var run = ResolvedRun.Load(Repository.At("configs/runs/tiny.yaml"), [.. Small, "model.dropout=1.5"]);
        Assert.That(
            () => RunExecutor.Execute(run, folder.At("run"), new StopAt(long.MaxValue, default!), CancellationToken.None),
            Throws.InstanceOf<ConfigurationException>().With.Message.Contains("model.dropout"));
        Assert.That(Directory.Exists(folder.At("run")), Is.False);
    }

    private static void StopAfter(ResolvedRun run, string path, long step)
    {
        using var source = new CancellationTokenSource();
        Assert.That(() => RunExecutor.Execute(run, path, new StopAt(step, source), source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(File.ReadLines(Path.Combine(path, "metrics.csv")).Last(), Does.StartWith($"{step},"));
    }

    private sealed class StopAt(long step, CancellationTokenSource source) : IRunProgress
    {
        public List<string> Lines { get; } = [];

        public void Advance(RunStatus status)
        {
            if (status.Step == step)
            {
                source.Cancel();
            }
        }

        public void Say(string line) => Lines.Add(line);
    }
}
