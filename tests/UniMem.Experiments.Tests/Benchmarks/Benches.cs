using System.Diagnostics;
using UniMem.Experiments.Benchmarks;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Tests.Benchmarks;

/// <summary>What the tests of benchmarks have in common.</summary>
internal static class Benches
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Where sizes, methods and rivals stand.</summary>
    public static BenchmarkFiles Files { get; } = new(Repository.At("experiments/speed"));

    /// <summary>A small model of a method.</summary>
    public static ResolvedRun Run(string method, int segment, params string[] more) => Files.Run(
        "small", method, 1, ["model.layers=2", "model.width=16", "model.heads=2", "model.feed_forward=24", "training.batch=2", $"training.segment={segment}", .. more]);

    /// <summary>A turn with these seconds for a token.</summary>
    public static TurnResult Turn(int turn, double ours, double? rival, double products, BenchmarkWork work = BenchmarkWork.Train) =>
        new("small", "rmt", work, turn, ours, rival, products, 1e6);

    /// <summary>Passes the test over where there is no PyTorch to hold anything against.</summary>
    public static void NeedsPython()
    {
        if (!File.Exists(Python) || Run(Python, "-c", "import numpy, torch").Code != 0)
        {
            Assert.Ignore("Python's torch is not installed.");
        }
    }

    /// <summary>A command in a process of its own, as users start it.</summary>
    public static (int Code, string Output) Command(params IReadOnlyList<string> words) => Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "UniMem.Cli.dll"), .. words]);

    private static (int Code, string Output) Run(string program, params IReadOnlyList<string> words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
