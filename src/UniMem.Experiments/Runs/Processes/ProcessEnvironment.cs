using System.Globalization;
using UniMem.Components;
using UniMem.Native;

namespace UniMem.Experiments.Runs.Processes;

/// <summary>Which of the processes of a run this is, as whoever started it says: <c>unimem train --processes</c>, or <c>srun</c>.</summary>
public static class ProcessEnvironment
{
    /// <summary>The environment variable that <c>--processes</c> sets for each process, such as <c>1/4@127.0.0.1:41234</c>.</summary>
    public const string Variable = "UNIMEM_PROCESS";

    /// <summary>The environment variable that names the port where the processes of a Slurm step meet; it follows from job and step when not set.</summary>
    public const string PortVariable = "UNIMEM_PORT";

    /// <summary>True in a process that another one of ours has started and watches.</summary>
    public static bool IsWatched => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The place of this process; null where it is the only one.</summary>
    /// <exception cref="ConfigurationException">The variables make no sense.</exception>
    public static ProcessPlace? Place() => Place(Environment.GetEnvironmentVariable);

    /// <summary>The place of a process with these variables; null where it is the only one.</summary>
    /// <param name="variable">Gives a variable's value.</param>
    /// <exception cref="ConfigurationException">The variables make no sense.</exception>
    public static ProcessPlace? Place(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable(Variable) is { Length: > 0 } watched ? Watched(watched)
            : variable("SLURM_STEP_NUM_TASKS") is { Length: > 0 } tasks && Number("SLURM_STEP_NUM_TASKS", tasks) > 1 ? SlurmStep.Place(variable)
            : null;
    }

    /// <summary>What <see cref="Variable"/> says of a process on the machine of its launcher.</summary>
    public static string Text(int rank, int size, int port) => string.Create(CultureInfo.InvariantCulture, $"{rank}/{size}@127.0.0.1:{port}");

    internal static int Number(string variable, string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new ConfigurationException(variable, $"'{text}' is no whole number.");

    private static ProcessPlace Watched(string text)
    {
        if (text.Split('/', '@', ':') is not [var rank, var size, var host, var port])
        {
            throw new ConfigurationException(Variable, $"'{text}' says nothing; it is set by unimem train --processes and by nobody else.");
        }

        var (own, all) = (Number(Variable, rank), Number(Variable, size));
        return new(own, all, host, Number(Variable, port), own, all, Serves: false);
    }
}
