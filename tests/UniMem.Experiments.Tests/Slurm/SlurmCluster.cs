using System.Diagnostics;

namespace UniMem.Experiments.Tests.Slurm;

/// <summary>A Slurm cluster of this one machine, which is gone after the test.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SlurmCluster()
    {
        var (code, text) = Run(Repository.At("tests/Slurm/start.sh"), _folder.Path);
        if (code != 0)
        {
            Dispose();
            Assert.Fail($"Slurm does not start; ./unimem test --all installs it.\n{text}");
        }
    }

    /// <summary>Runs a command against this cluster.</summary>
    public (int Code, string Text) Run(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.Environment["SLURM_CONF"] = _folder.At("slurm.conf");
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return (process.ExitCode, text);
    }

    /// <summary>Runs UniMem in a process of its own, as someone on the cluster would.</summary>
    public string UniMem(int code, params string[] arguments)
    {
        var (got, text) = Run("dotnet", [Path.Combine(AppContext.BaseDirectory, "UniMem.Cli.dll"), .. arguments]);
        Assert.That(got, Is.EqualTo(code), text);
        return text;
    }

    /// <summary>Slurm's word for the state of a task.</summary>
    public string State(string task) => Run("squeue", "--noheader", "--array", "--states=all", $"--jobs={task}", "--format=%T").Text.Trim();

    public void Dispose()
    {
        // Whatever the test did, nothing of the cluster may live on.
        Run(Repository.At("tests/Slurm/stop.sh"), _folder.Path);
        _folder.Dispose();
    }
}
