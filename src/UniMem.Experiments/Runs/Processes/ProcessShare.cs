using System.Globalization;
using TorchSharp;
using UniMem.Components;
using UniMem.Distributed;
using UniMem.Experiments.Configuration;
using UniMem.Native;
using UniMem.Training.Processes;

namespace UniMem.Experiments.Runs.Processes;

/// <summary>What one of the processes of a run has of the machine, and those that it computes with.</summary>
/// <param name="Group">All of them.</param>
/// <param name="Threads">Threads of one operator in this process. At least 1.</param>
/// <param name="Device">Where it computes, as the setting <c>device</c> says it.</param>
public sealed record ProcessShare(IProcessGroup Group, int Threads, string Device) : IDisposable
{
    /// <summary>A process that is alone.</summary>
    public static ProcessShare Alone(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(SingleProcess.Instance, config.Threads == 0 ? Environment.ProcessorCount : config.Threads, config.Device);
    }

    /// <summary>Joins the others; returns when all are there.</summary>
    /// <param name="place">Which of them this is.</param>
    /// <param name="config">The run.</param>
    /// <exception cref="ConfigurationException">The run or this machine does not allow for so many.</exception>
    /// <exception cref="ProcessLostException">The others do not come.</exception>
    public static ProcessShare Join(ProcessPlace place, RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(config);
        Check(place.Size, place.LocalSize, config);
        int? gpu = OnGpus(config) ? place.LocalRank : null;
        var device = gpu is { } index ? string.Create(CultureInfo.InvariantCulture, $"cuda:{index}") : "cpu";
        return new(NativeProcesses.Join(place, gpu), ThreadsOf(place, config), device);
    }

    /// <summary>Whether a run can be divided so; looked at before any process is started.</summary>
    /// <param name="size">How many processes.</param>
    /// <param name="localSize">How many of them are on this machine.</param>
    /// <param name="config">The run.</param>
    /// <exception cref="ConfigurationException">It cannot; the message says what would do.</exception>
    public static void Check(int size, int localSize, RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        ProcessFit.Check(size, config.Training.Batch);
        if (config.Device.StartsWith("cuda:", StringComparison.Ordinal))
        {
            throw new ConfigurationException("device", $"'{config.Device}' is one GPU, and each process takes one of its own; write cuda, auto or cpu.");
        }

        var gpus = OnGpus(config) ? torch.cuda.device_count() : 0;
        if (OnGpus(config) && gpus < localSize)
        {
            throw new ConfigurationException("device", string.Create(
                CultureInfo.InvariantCulture, $"{localSize} processes want a GPU each, and this torch finds {gpus}; {(gpus > 1 ? $"start at most {gpus}, or " : "")}write device=cpu."));
        }

        if (!NativeProcesses.HasGloo && !(OnGpus(config) && NativeProcesses.HasNccl))
        {
            throw new ConfigurationException(
                "processes", "this build has no way for processes to talk: it needs Torch=system, a libtorch with Gloo and its headers (on Debian libgloo-dev); train with one process.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Group.Dispose();

    private static bool OnGpus(RunConfig config) => config.Device == "cuda" || (config.Device == "auto" && torch.cuda.is_available());

    private static int ThreadsOf(ProcessPlace place, RunConfig config) => config.Threads > 0 ? Math.Max(1, config.Threads / place.Size)
        : Environment.GetEnvironmentVariable("SLURM_CPUS_PER_TASK") is { Length: > 0 } cores && !ProcessEnvironment.IsWatched ? Math.Max(1, ProcessEnvironment.Number("SLURM_CPUS_PER_TASK", cores))
        : Math.Max(1, Environment.ProcessorCount / place.LocalSize);
}
