using UniMem.Experiments.Sweeps.Slurm;
using UniMem.Experiments.Tests.Sweeps;

namespace UniMem.Experiments.Tests.Slurm;

public sealed class SlurmScriptTests
{
    [Test]
    public void Script_OfASweep_AsksForWhatItsFileSays()
    {
        using var sample = new Sample();
        var plan = sample.Plan(
            "axes: {seed: [1, 2, 3]}\nretries: 2\nslurm: {partition: gpu, account: me, qos: high, time: '2:00:00', gpus: a100:1, memory: 16G, cpus: 4, at_once: 2, grace: 300, "
            + "requeues: 7, setup: ['module load dotnet'], sbatch: ['--constraint=a100']}");
        var script = SlurmLauncher.Script(plan, sample.Results);
        string[] options = [.. script.Split('\n').Where(line => line.StartsWith("#SBATCH ", StringComparison.Ordinal)).Select(line => line["#SBATCH ".Length..])];
        Assert.Multiple(() =>
        {
            Assert.That(options, Is.EqualTo(new[]
            {
                "--job-name=unimem-sample-1", "--array=0-2%2", $"--output={sample.Results.At("slurm/1")}/%a.log", "--open-mode=append", "--requeue", "--signal=B:TERM@300",
                "--ntasks=1", "--cpus-per-task=4", "--partition=gpu", "--account=me", "--qos=high", "--time=2:00:00", "--gpus=a100:1", "--mem=16G", "--constraint=a100",
            }));
            Assert.That(script, Does.StartWith("#!/bin/bash\n#SBATCH").And.Contain("\nmodule load dotnet\n").And.Contain(" threads=4 &").And.Contain("-lt 7 ]").And.Contain("-le 2 ]"));
            Assert.That(Directory.Exists(sample.Results.Path), Is.False, "nothing is written");
        });
    }
}
