using System.Diagnostics;
using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Where sizes, methods and rivals stand: <c>SIZE.yaml</c>, <c>methods/METHOD.yaml</c>, <c>rivals/METHOD.py</c>, <c>published/rivals.csv</c>.</summary>
/// <param name="folder">Such as <c>experiments/speed</c>.</param>
public sealed class BenchmarkFiles(string folder)
{
    /// <summary>The size whose memories are long; it has methods of its own.</summary>
    public const string Long = "long";

    private const string Interpreter = "/usr/bin/python3";

    /// <summary>The methods that are compared.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["vanilla", "transformer-xl", "memorizing-transformer", "rmt", "longformer", "unimix"];

    /// <summary>The methods that are compared beside long memories, of the folder <c>methods/long</c>.</summary>
    public static IReadOnlyList<string> LongMethods { get; } = ["top-k", "window", "clear-all"];

    /// <summary>The folder that UniMem brings.</summary>
    public static string Home => Path.Combine(
        Environment.GetEnvironmentVariable("UNIMEM_HOME") is { Length: > 0 } home ? home : Directory.GetCurrentDirectory(), "experiments", "speed");

    /// <summary>Where they stand.</summary>
    public string Folder => folder;

    /// <summary>Published implementations that can be measured.</summary>
    /// <exception cref="ConfigurationException">The table that names them is not there, or lacks a column.</exception>
    public IReadOnlyList<PublishedRival> Published => PublishedRival.All(folder);

    /// <summary>A method at a size.</summary>
    /// <param name="size">Name of the size.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="threads">Threads of an operator.</param>
    /// <param name="overrides">Settings that replace those of the files, each <c>PATH=VALUE</c>.</param>
    /// <exception cref="ConfigurationException">There are no such files, or they do not fit together.</exception>
    public ResolvedRun Run(string size, string method, int threads, params IReadOnlyList<string> overrides)
    {
        var map = ConfigMerge.Over(
            ConfigFiles.Load(Path.Combine(folder, $"{size}.yaml")), ConfigFiles.Load(Path.Combine(folder, "methods", $"{method}.yaml")));
        return ResolvedRun.Of(ConfigOverride.Apply(
            map, [$"name={size}-{method.Replace('/', '-')}", string.Create(CultureInfo.InvariantCulture, $"threads={threads}"), .. overrides]));
    }

    /// <summary>The program of a rival.</summary>
    /// <exception cref="ConfigurationException">There is none, or no Python with torch to run it.</exception>
    public ProcessStartInfo Rival(string method, int threads)
    {
        var name = method.Replace('-', '_');
        var program = Path.Combine(folder, "rivals", $"{name}.py");
        return !File.Exists(program) ? throw new ConfigurationException("--rival", $"there is no program {program}.")
            : !File.Exists(Interpreter) ? throw new ConfigurationException("--rival", $"needs {Interpreter} with torch and numpy; install python3-torch.")
            : new(Interpreter, [Path.Combine(folder, "rivals", "rival.py"), name, threads.ToString(CultureInfo.InvariantCulture)]);
    }
}
