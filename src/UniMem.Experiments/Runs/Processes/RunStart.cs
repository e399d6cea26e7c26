using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Distributed;
using UniMem.Experiments.Configuration;
using UniMem.Training;

namespace UniMem.Experiments.Runs.Processes;

/// <summary>How the processes of a run begin it: the first opens the folder and says whether there is anything to do.</summary>
internal static class RunStart
{
    private const long Nothing = 0;
    private const long Work = 1;

    /// <summary>The first process says how it goes on; the others wait for it in <see cref="Follow"/>.</summary>
    public static void Lead(IProcessGroup processes, string run, bool work)
    {
        if (processes.Size > 1)
        {
            using var scope = torch.NewDisposeScope();
            processes.Broadcast(torch.tensor(new[] { work ? Work : Nothing, Convert.ToInt64(run, 16) }));
        }
    }

    /// <summary>Waits for the first process; false when the run is done already.</summary>
    /// <exception cref="ConfigurationException">The first process has another run.</exception>
    public static bool Follow(IProcessGroup processes, string run)
    {
        using var scope = torch.NewDisposeScope();
        var word = torch.zeros(2, torch.ScalarType.Int64);
        processes.Broadcast(word);
        return word[1].ToInt64() == Convert.ToInt64(run, 16)
            ? word[0].ToInt64() == Work
            : throw new ConfigurationException("processes", "the tasks of this Slurm step have different runs, and together they can train one only; start each run in a step of its own.");
    }

    /// <summary>What is trained, as this process does its part.</summary>
    public static TrainingSetup Setup(RunConfig config, RunFolder folder, ProcessShare share) => new()
    {
        Model = config.Model,
        Training = config.Training,
        Evaluation = config.Evaluation,
        Corpus = EncodedCorpus.Read(config.Data, folder.TokenizerFile),
        Seed = config.Seed,
        Numerics = ComputeSettings.Read(share.Device, config.Dtype, config.Kernels),
        Processes = share.Group,
    };
}
