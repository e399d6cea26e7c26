using System.Globalization;
using TorchSharp;
using UniMem.Experiments.Configuration;
using UniMem.Training;
using UniMem.Training.Schedules;

namespace UniMem.Experiments.Sweeps.Planning.Costs;

/// <summary>Names what decides how long a run's parts take: runs that differ in seeds, steps or learning rates share one calibration.</summary>
public static class CalibrationKey
{
    /// <summary>The name.</summary>
    /// <param name="run">The run.</param>
    /// <param name="share">The part of the machine that it will have.</param>
    public static string Of(ResolvedRun run, MachineShare share)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(share);
        var (config, training) = (run.Config, run.Config.Training);
        var timed = config with
        {
            Method = "",
            Seed = 0,
            Training = training with
            {
                Steps = 1,
                CheckpointEverySteps = 0,
                Schedule = new ConstantScheduleConfig(),
                Optimizer = (OptimizerConfig)Activator.CreateInstance(training.Optimizer.GetType())!,
            },
            Evaluation = config.Evaluation with { EverySteps = Math.Sign(config.Evaluation.EverySteps), ByPosition = [] },
        };
        return $"{RunIdentity.Of(timed)} {share.Name(config.Device)}";
    }
}

/// <summary>The part of a machine that a run of a sweep has to itself.</summary>
/// <param name="Threads">Threads of its operators.</param>
/// <param name="Workers">Runs at work at the same time.</param>
public sealed record MachineShare(int Threads, int Workers)
{
    /// <summary>The share of each of the runs that are left, as the sweep deals them out.</summary>
    /// <param name="jobs">Runs at work at the same time.</param>
    /// <param name="left">Runs to do.</param>
    /// <param name="threads">Threads that a run asks for; 0 for all.</param>
    public static MachineShare Of(int jobs, int left, int threads)
    {
        var workers = Math.Max(1, Math.Min(jobs, left));
        return new(workers == 1 && threads > 0 ? threads : Math.Max(1, Environment.ProcessorCount / workers), workers);
    }

    /// <summary>The machine and the share in words.</summary>
    public string Name(string device)
    {
        var where = device == "auto" && torch.cuda.is_available() ? "cuda" : device == "auto" ? "cpu" : device;
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName} {where} {Environment.ProcessorCount} cores {Threads} threads {Workers} workers");
    }
}
