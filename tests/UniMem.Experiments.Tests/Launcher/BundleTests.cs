using System.Diagnostics;

namespace UniMem.Experiments.Tests.Launcher;

/// <summary><c>unimem bundle</c>, unpacked on a machine made of what a cluster's node has: PyTorch, a compiler, CMake, and no .NET.</summary>
[Category("Slow")]
[Platform("Linux")]
public sealed class BundleTests
{
    private const long MebiByte = 1024 * 1024;
    private const string Python = "/usr/bin/python3";

    private static readonly string[] Tools =
    [
        "bash", "sh", "env", "cat", "cksum", "cut", "dirname", "mkdir", "mv", "rm", "nproc", "readlink", "uname", "flock", "grep", "head", "tail", "sed", "tr",
        "c++", "cc", "as", "ld", "ar", "ranlib", "nm", "readelf", "cmake", "make",
    ];

    private static readonly string[] Small =
    [
        "training.steps=2", "training.batch=2", "training.bptt_segments=2", "training.schedule.warmup_steps=1", "model.layers=1", "model.width=16", "model.heads=2",
        "model.key_value_heads=2", "model.feed_forward=16", "evaluation.every_steps=0", "threads=1", "device=cpu", "data.corpus={type: recall, train: 6, validation: 2, period: 24}",
    ];

    [Test]
    public void Bundle_OnAMachineWithPyTorchAndWithoutDotnet_ComputesWhatTheBuildHereDoes()
    {
        using var folder = new TemporaryFolder();
        Succeed(Run("/bin/bash", [Repository.At("unimem"), "bundle", "--out", folder.At("unimem.tar.gz")], null));
        Assert.That(new FileInfo(folder.At("unimem.tar.gz")).Length, Is.LessThan(60 * MebiByte));
        Succeed(Run("tar", ["-xzf", folder.At("unimem.tar.gz"), "-C", folder.Path], null));
        var (unimem, machine) = (folder.At("unimem-linux-x64", "unimem"), Machine(folder));
        var run = folder.At("unimem-linux-x64", "configs", "runs", "tiny-unimix.yaml");

        var first = Run(unimem, ["train", run, .. Small, "--out", folder.At("there")], machine);
        Succeed(first);
        Assert.That(first.Errors, Does.Contain("compiling the binding to PyTorch"));
        var here = Tests.Cli.Cli.Run(["train", Repository.At("configs/runs/tiny-unimix.yaml"), .. Small, "--out", folder.At("here")]);
        Assert.That(here.Code, Is.Zero, here.Error);
        Assert.That(File.ReadAllBytes(folder.At("there", "metrics.csv")), Is.EqualTo(File.ReadAllBytes(folder.At("here", "metrics.csv"))));

        var divided = Run(unimem, ["train", run, .. Small, "--processes", "2", "--out", folder.At("divided")], machine);
        Succeed(divided);
        Assert.That(divided.Errors, Is.Empty, "it is compiled once");

        machine["PYTHON"] = "/nowhere/python3";
        var without = Run(unimem, ["components"], machine);
        Assert.That((without.Code, without.Errors), Is.EqualTo((2, "unimem: there is no '/nowhere/python3'; set PYTHON to the Python that has PyTorch, or LIBTORCH to a folder of libtorch.\n")));
    }

    private static void Succeed((int Code, string Output, string Errors) end) => Assert.That(end.Code, Is.Zero, end.Output + end.Errors);

    /// <summary>The environment of such a machine: a PATH with its tools alone.</summary>
    private static Dictionary<string, string> Machine(TemporaryFolder folder)
    {
        var bin = Directory.CreateDirectory(folder.At("bin")).FullName;
        foreach (var tool in Tools)
        {
            File.CreateSymbolicLink(Path.Combine(bin, tool), $"/usr/bin/{tool}");
        }

        File.CreateSymbolicLink(Path.Combine(bin, "python3"), Python);
        return new() { ["PATH"] = bin, ["HOME"] = folder.Path };
    }

    private static (int Code, string Output, string Errors) Run(string program, IReadOnlyList<string> words, Dictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
