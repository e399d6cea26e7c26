using UniMem.Components;
using UniMem.Experiments.Runs.Processes;
using UniMem.Native;

namespace UniMem.Experiments.Tests.Runs.Processes;

public sealed class ProcessEnvironmentTests
{
    [Test]
    public void Place_OfASlurmStep_IsThatOfItsTask()
    {
        Dictionary<string, string> step = new()
        {
            ["SLURM_JOB_ID"] = "12",
            ["SLURM_STEP_ID"] = "3",
            ["SLURM_STEP_NUM_TASKS"] = "5",
            ["SLURM_PROCID"] = "4",
            ["SLURM_LOCALID"] = "0",
            ["SLURM_NODEID"] = "2",
            ["SLURM_STEP_NODELIST"] = "gpu[07-08,11].cluster,login1",
            ["SLURM_STEP_TASKS_PER_NODE"] = "2(x2),1",
        };
        Assert.That(Of(step), Is.EqualTo(new ProcessPlace(4, 5, "gpu07.cluster", 20000 + (31 * 12) + 3, 0, 1, Serves: false)));

        (step["SLURM_PROCID"], step["SLURM_NODEID"], step["SLURM_STEP_NODELIST"], step["UNIMEM_PORT"]) = ("0", "0", "node1,node2", "4711");
        Assert.That(Of(step), Is.EqualTo(new ProcessPlace(0, 5, "node1", 4711, 0, 2, Serves: true)));

        (step["SLURM_STEP_TASKS_PER_NODE"], step["SLURM_STEP_NODELIST"]) = ("5", "node1");
        Assert.That(Of(step)!.Host, Is.EqualTo("127.0.0.1"), "all on one machine");
    }

    [Test]
    public void Place_OutsideAStepOfSeveralTasks_IsNone()
    {
        Assert.That(Of([]), Is.Null);
        Assert.That(Of(new() { ["SLURM_NTASKS"] = "4", ["SLURM_PROCID"] = "0" }), Is.Null, "a batch script that starts one process by hand");
        Assert.That(Of(new() { ["SLURM_STEP_NUM_TASKS"] = "1" }), Is.Null);
    }

    [Test]
    public void Place_OfAStartedProcess_IsWhatItsLauncherSays()
    {
        Assert.That(
            Of(new() { [ProcessEnvironment.Variable] = ProcessEnvironment.Text(1, 4, 4711), ["SLURM_STEP_NUM_TASKS"] = "2" }),
            Is.EqualTo(new ProcessPlace(1, 4, "127.0.0.1", 4711, 1, 4, Serves: false)));
        Assert.That(() => Of(new() { [ProcessEnvironment.Variable] = "yes" }), Throws.TypeOf<ConfigurationException>().With.Message.Contains("'yes' says nothing"));
    }

    private static ProcessPlace? Of(Dictionary<string, string> variables) => ProcessEnvironment.Place(name => variables.GetValueOrDefault(name));
}
