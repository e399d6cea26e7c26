using System.CommandLine;

namespace UniMem.Cli.Commands;

/// <summary><c>--launcher</c>: who carries out a sweep.</summary>
internal static class LauncherOption
{
    /// <summary>Processes of this machine.</summary>
    public const string Local = "local";

    /// <summary>An array job of a Slurm cluster.</summary>
    public const string Slurm = "slurm";

    /// <summary>The option; null when it is not given.</summary>
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--launcher")
        {
            Description = "Who carries out the runs: local, processes on this machine; slurm, one array job with what the sweep's file says under slurm:. "
                + "When not given: local, or, for a sweep that was submitted to Slurm, nobody: only tables and figures of what is there.",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value is not (Local or Slurm))
            {
                result.AddError($"no launcher is called '{token.Value}'; write --launcher {Local} or --launcher {Slurm}.");
            }
        });
        return option;
    }
}
