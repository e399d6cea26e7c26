using System.Diagnostics;
using System.Globalization;
using UniMem.Cli;
using UniMem.Experiments.Runs.Processes;

namespace UniMem.Experiments.Tests.Runs.Processes;

/// <summary><c>unimem train --processes</c>, with the real program.</summary>
[Platform("Linux")]
public sealed class LocalProcessesTests
{
    private TemporaryFolder _folder = null!;

    private string File => _folder.At("run.yaml");

    [SetUp]
    public void Open()
    {
        _folder = new TemporaryFolder();
        _folder.Write("run.yaml", $$"""
            extends: [{{Repository.At("configs/runs/tiny.yaml")}}, {{Repository.At("configs/methods/unimix.yaml")}}, {{Repository.At("configs/data/recall.yaml")}}]
            name: divided
            device: cpu
            model: {layers: 2, width: 16, heads: 2, key_value_heads: 2, feed_forward: 16, dropout: 0.1}
            data: {corpus: {train: 16, validation: 5, test: 4} }
            training: {steps: 120, batch: 4, bptt_segments: 2, schedule: {warmup_steps: 0 }, checkpoint_every_steps: 5 }
            evaluation: {every_steps: 60}
            """);
    }

    [TearDown]
    public void Close() => _folder.Dispose();

    [TestCase("device=cuda:0", "'cuda:0' is one GPU, and each process takes one of its own")]
    [TestCase("training.batch=3", "3 rows cannot be divided among 2 processes in equal shares; take 1, 3 of them")]
    public void Train_WhereTheRunCannotBeDivided_EndsWithTwoBeforeAnythingIsStarted(string setting, string message)
    {
        var told = Tests.Cli.Cli.Run("train", File, setting, "--processes", "2", "--out", _folder.At("run"));
        Assert.That((told.Code, told.Output), Is.EqualTo((ExitCodes.Mistake, "")));
        Assert.That(told.Error, Does.Contain(message));
        Assert.That(Directory.Exists(_folder.At("run")), Is.False);
    }

    [Test]
    [Category("Slow")]
    [CancelAfter(300_000)]
    public void Train_KilledOrStoppedInAnyOfItsProcesses_EndsInAllAndGoesOnToTheSameBytes(CancellationToken token)
    {
        Assert.That(Finish(Start("unbroken")).Code, Is.Zero);

        var lost = Interrupt("lost", rank: 1, "KILL", token);
        Assert.That(lost.Code, Is.EqualTo(137));
        Assert.That(lost.Output, Does.Contain("process 1 of 2 (they count from 0) ended, and the others with it: killed (signal 9)"));
        Assert.That(lost.Output.Split("unimem:"), Has.Length.EqualTo(2), "one message");

        Assert.That(Interrupt("first", rank: 0, "KILL", token).Output, Does.Contain("process 0 of 2"));

        var stopped = Interrupt("stopped", rank: 1, "TERM", token);
        Assert.That(stopped.Code, Is.EqualTo(ExitCodes.Stopped));
        Assert.That(stopped.Output, Does.Contain("stopped after step"));

        Assert.That(Interrupt("asked", rank: null, "TERM", token).Code, Is.EqualTo(ExitCodes.Stopped));
        Interrupt("left alone", rank: null, "KILL", token);
        Until(() => Of("left alone").Count == 0, token);
        Assert.That(System.IO.File.ReadAllText(_folder.At("left alone", "log.txt")), Does.Contain("stopped after step"), "the processes saved by themselves");

        foreach (var name in new[] { "lost", "first", "stopped", "asked", "left alone" })
        {
            var (code, output) = Finish(Start(name));
            Assert.That(code, Is.Zero, output);
            foreach (var file in new[] { "metrics.csv", "checkpoint.safetensors", "evaluations/validation-00000120.csv" })
            {
                Assert.That(System.IO.File.ReadAllBytes(_folder.At(name, file)), Is.EqualTo(System.IO.File.ReadAllBytes(_folder.At("unbroken", file))), $"{name}: {file}");
            }
        }
    }

    /// <summary>Starts a run, sends one of its processes a signal in the middle, or the one that watches, and waits for the end.</summary>
    private (int Code, string Output) Interrupt(string name, int? rank, string signal, CancellationToken token)
    {
        var run = Start(name);
        Until(() => System.IO.File.Exists(_folder.At(name, "metrics.csv")) && System.IO.File.ReadLines(_folder.At(name, "metrics.csv")).Skip(12).Any(), token);
        var target = rank is { } one ? Of(name).Single(process => process.Rank == one).Id : run.Id;
        using var kill = Process.Start("kill", [$"-{signal}", target.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        var end = Finish(run);
        Assert.That(System.IO.File.Exists(_folder.At(name, "DONE")), Is.False, "it was interrupted in the middle");
        if (rank is not null || signal != "KILL")
        {
            Assert.That(Of(name), Is.Empty, "no process is left");
        }

        return end;
    }

    private Process Start(string name) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "UniMem.Cli.dll"), "train", File, "--processes", "2", "--out", _folder.At(name)])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        RedirectStandardInput = true,
    })!;

    private static (int Code, string Output) Finish(Process process)
    {
        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
    }

    /// <summary>The processes that are at work on a run.</summary>
    private List<(int Id, int Rank)> Of(string name) =>
    [
        .. from path in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(path), out _) && Text(path, "cmdline").Split('\0').Contains(_folder.At(name))
           from variable in Text(path, "environ").Split('\0')
           where variable.StartsWith($"{ProcessEnvironment.Variable}=", StringComparison.Ordinal)
           select (int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture), variable[ProcessEnvironment.Variable.Length + 1] - '0'),
    ];

    private static string Text(string process, string file)
    {
        try
        {
            return System.IO.File.ReadAllText(Path.Combine(process, file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static void Until(Func<bool> condition, CancellationToken token)
    {
        while (!condition())
        {
            token.ThrowIfCancellationRequested();
            Thread.Sleep(10);
        }
    }
}
