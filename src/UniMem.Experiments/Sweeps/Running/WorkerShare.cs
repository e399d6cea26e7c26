using System.Globalization;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>What each worker of a sweep gets of the machine.</summary>
/// <remarks>
/// The last bits of a result depend on the number of threads. So the share follows from the number of jobs and not from how many runs are left,
/// and a run that goes on keeps the number that it began with.
/// </remarks>
/// <param name="Workers">How many are at work at the same time. At least 1.</param>
/// <param name="Cores">Cores of the machine.</param>
/// <param name="Gpus">Its GPUs, as <see cref="Runs.Gpus.Variable"/> names them; none on a machine without.</param>
public sealed record WorkerShare(int Workers, int Cores, IReadOnlyList<string> Gpus)
{
    /// <summary>What a run is started with.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="config">The run.</param>
    /// <param name="worker">Which worker takes it, from 0.</param>
    /// <param name="until">The step after which it pauses; null goes to the end.</param>
    public RunOrder Order(RunFolder folder, RunConfig config, int worker, long? until)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(config);
        var begun = EnvironmentRecord.Read(folder.EnvironmentFile)?.First.Threads ?? 0;
        var threads = config.Threads > 0 ? config.Threads : begun > 0 ? begun : Math.Max(1, Cores / Workers);
        return new(folder, threads, config.Device == "auto" && Gpus.Count > 0 ? Gpus[worker % Gpus.Count] : null, until);
    }

    /// <summary>The share in a line for people: <c>2 at a time, 4 threads each, on GPUs 0 and 1 in turn</c>.</summary>
    public override string ToString()
    {
        var threads = Math.Max(1, Cores / Workers);
        var gpus = Gpus.Count switch { 0 => "", 1 => $", all on GPU {Gpus[0]}", _ => $", on GPUs {string.Join(", ", Gpus)} in turn" };
        return string.Create(CultureInfo.InvariantCulture, $"{Workers} at a time, {threads} {(threads == 1 ? "thread" : "threads")} each{gpus}");
    }
}
