using System.ComponentModel.DataAnnotations;

namespace UniMem.Experiments.Sweeps.Slurm;

/// <summary>What a sweep asks of a Slurm cluster for each of its runs; used by <c>--launcher slurm</c>.</summary>
public sealed record SlurmSettings
{
    /// <summary>The partition; empty for the cluster's default.</summary>
    public string Partition { get; init; } = "";

    /// <summary>The account that is charged; empty for the user's default.</summary>
    public string Account { get; init; } = "";

    /// <summary>The quality of service; empty for the default.</summary>
    public string Qos { get; init; } = "";

    /// <summary>Time limit of one start of a run as Slurm writes it, such as <c>2:00:00</c>; a run that needs longer goes on in a next start. Empty for the default.</summary>
    public string Time { get; init; } = "";

    /// <summary>GPUs of a run, as <c>sbatch --gpus</c> takes them, such as <c>1</c> or <c>a100:1</c>; empty for none.</summary>
    public string Gpus { get; init; } = "";

    /// <summary>Memory of a run as Slurm writes it, such as <c>16G</c>; empty for the default.</summary>
    public string Memory { get; init; } = "";

    /// <summary>Processes that divide the batch of each run, started by <c>srun</c>; each has a GPU, or the cores named by <c>cpus</c>. At least 1.</summary>
    [Range(1, 65535)]
    public int Processes { get; init; } = 1;

    /// <summary>Cores of a process, which are also its threads. At least 1.</summary>
    [Range(1, 1024)]
    public int Cpus { get; init; } = 1;

    /// <summary>Most runs at work at the same time; 0 sets no limit.</summary>
    [Range(0, int.MaxValue)]
    public int AtOnce { get; init; }

    /// <summary>Seconds before the time limit at which a run is told to save and end. At least 1; give it the time of an evaluation.</summary>
    [Range(1, 65535)]
    public int Grace { get; init; } = 120;

    /// <summary>How often a run that had to end before it was done may queue again. At least 0.</summary>
    [Range(0, int.MaxValue)]
    public int Requeues { get; init; } = 50;

    /// <summary>Lines of shell before the run, such as <c>module load dotnet/10</c> or <c>export LIBTORCH=/opt/libtorch</c>.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];

    /// <summary>Further options of sbatch, such as <c>--constraint=a100</c>; they overrule the others.</summary>
    public IReadOnlyList<string> Sbatch { get; init; } = [];
}
