using System.Text.RegularExpressions;
using UniMem.Components;
using UniMem.Native;

namespace UniMem.Experiments.Runs.Processes;

/// <summary>The tasks of a Slurm step as the processes of a run: they meet on the step's first node, where the first of them opens a port.</summary>
internal static partial class SlurmStep
{
    private const int FirstPort = 20000;
    private const int Ports = 12000;

    public static ProcessPlace Place(Func<string, string?> variable)
    {
        var (rank, size) = (Number("SLURM_PROCID"), Number("SLURM_STEP_NUM_TASKS"));
        var nodes = variable("SLURM_STEP_NODELIST") ?? variable("SLURM_NODELIST") ?? "";
        var local = TasksOfNodes(variable("SLURM_STEP_TASKS_PER_NODE") ?? "").ElementAtOrDefault(Number("SLURM_NODEID"));
        return new(
            rank,
            size,
            local == size ? "127.0.0.1" : FirstOf(nodes),
            Port(variable),
            Number("SLURM_LOCALID"),
            Math.Max(1, local),
            Serves: rank == 0);

        int Number(string name) => ProcessEnvironment.Number(name, variable(name));
    }

    /// <summary>The first of nodes written as Slurm writes them, such as <c>gpu[03-07,12],login1</c>.</summary>
    internal static string FirstOf(string nodes) => FirstNode().Match(nodes) is { Success: true } match
        ? match.Groups["name"].Value + match.Groups["number"].Value + match.Groups["after"].Value
        : throw new ConfigurationException("SLURM_STEP_NODELIST", $"'{nodes}' names no node.");

    /// <summary>Tasks on each node, as Slurm writes them: <c>2(x3),1</c> is 2, 2, 2, 1.</summary>
    internal static IEnumerable<int> TasksOfNodes(string text) => TasksOfNode().Matches(text).SelectMany(match => Enumerable.Repeat(
        ProcessEnvironment.Number("SLURM_STEP_TASKS_PER_NODE", match.Groups["tasks"].Value),
        match.Groups["nodes"].Success ? ProcessEnvironment.Number("SLURM_STEP_TASKS_PER_NODE", match.Groups["nodes"].Value) : 1));

    private static int Port(Func<string, string?> variable)
    {
        if (variable(ProcessEnvironment.PortVariable) is { Length: > 0 } port)
        {
            return ProcessEnvironment.Number(ProcessEnvironment.PortVariable, port);
        }

        var (job, step) = (ProcessEnvironment.Number("SLURM_JOB_ID", variable("SLURM_JOB_ID")), ProcessEnvironment.Number("SLURM_STEP_ID", variable("SLURM_STEP_ID")));
        return FirstPort + (int)(((31L * job) + step) % Ports);
    }

    [GeneratedRegex(@"^(?<name>[^\[,]+)(\[(?<number>\d+)[^\]]*\](?<after>[^,\[]*))?")]
    private static partial Regex FirstNode();

    [GeneratedRegex(@"(?<tasks>\d+)(\(x(?<nodes>\d+)\))?")]
    private static partial Regex TasksOfNode();
}
