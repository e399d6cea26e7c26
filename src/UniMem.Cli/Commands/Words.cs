using System.CommandLine;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Cli.Commands;

/// <summary>Arguments that several commands take.</summary>
internal static class Words
{
    /// <summary>A configuration file.</summary>
    public static Argument<string> File(string description) => new("config") { Description = description };

    /// <summary>Settings given on the command line.</summary>
    public static Argument<string[]> Overrides() => new("overrides")
    {
        Description = "Settings that replace those of the file, such as model.layers=6 or "
            + "'model.memories.recent.manage.capacity={segments: 4}'.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>The folder of all results.</summary>
    public static Option<string> Results() => new("--results")
    {
        Description = "The folder of all results.",
        DefaultValueFactory = _ => SweepFolder.DefaultResults,
    };
}
