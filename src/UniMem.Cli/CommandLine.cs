using System.CommandLine;
using UniMem.Cli.Commands;
using UniMem.Components;
using UniMem.Distributed;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Runs.Processes;
using UniMem.Experiments.Tables;
using UniMem.Experiments.Yaml;
using UniMem.Training;

namespace UniMem.Cli;

/// <summary>The whole command line: parses, runs the command, and turns failures into messages and exit codes.</summary>
public static class CommandLine
{
    // Ctrl-C goes to what draws figures too, whose end may be seen a moment before the signal is.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs one command.</summary>
    /// <param name="arguments">The words after <c>unimem</c>.</param>
    /// <param name="terminal">What it writes to and is stopped by.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        try
        {
            return Parsed(Root(terminal).Parse(arguments), terminal);
        }
        catch (ConfigurationException mistake)
        {
            terminal.Error.WriteLine($"unimem: {mistake.Message}");
            return ExitCodes.Mistake;
        }
        catch (FigureException) when (terminal.Stop.WaitHandle.WaitOne(Together))
        {
            terminal.Error.WriteLine("unimem: stopped.");
            return ExitCodes.Stopped;
        }
        catch (Exception told) when (told is TrainingDivergedException or FigureException or BrokenTableException)
        {
            terminal.Error.WriteLine($"unimem: {told.Message}");
            return ExitCodes.Mistake;
        }
        catch (IOException full) when (DiskSpace.IsExhausted(full))
        {
            terminal.Error.WriteLine($"unimem: {full.Message.TrimEnd('.')}. What was saved stays; make room, and the same command goes on.");
            return ExitCodes.DiskFull;
        }
        catch (ProcessLostException lost)
        {
            // Whoever watches the processes says which one it was.
            if (!ProcessEnvironment.IsWatched)
            {
                terminal.Error.WriteLine($"unimem: {lost.Message}");
            }

            return ExitCodes.ProcessLost;
        }
        catch (OperationCanceledException stopped) when (terminal.Stop.IsCancellationRequested || stopped is RunStoppedException)
        {
            terminal.Error.WriteLine("unimem: stopped.");
            return ExitCodes.Stopped;
        }
        catch (Exception crash)
        {
            terminal.Error.WriteLine($"unimem: {crash.GetType().Name}: {crash.Message.Split('\n')[0]}");
            terminal.Error.WriteLine($"The full trace is in {CrashReport.Write(arguments, crash)}.");
            return ExitCodes.Crash;
        }
    }

    private static int Parsed(ParseResult parsed, Terminal terminal)
    {
        if (parsed.Errors.Count > 0)
        {
            var name = parsed.CommandResult.Command is { Name: "unimem" } ? "unimem" : $"unimem {parsed.CommandResult.Command.Name}";
            terminal.Error.WriteLine($"unimem: {Mistyped(parsed) ?? parsed.Errors[0].Message} '{name} --help' shows how it is used.");
            return ExitCodes.Mistake;
        }

        var options = parsed.CommandResult.Command.Options.Select(option => option.Name).ToList();
        foreach (var word in parsed.CommandResult.Tokens.Select(token => token.Value.Split('=')[0]).Where(word => word.StartsWith("--", StringComparison.Ordinal)))
        {
            if (NearestName.Of(word, options) is { } meant)
            {
                terminal.Error.WriteLine($"unimem: there is no option '{word}'; did you mean '{meant}'? 'unimem {parsed.CommandResult.Command.Name} --help' shows how it is used.");
                return ExitCodes.Mistake;
            }
        }

        return parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
        });
    }

    private static string? Mistyped(ParseResult parsed)
    {
        if (parsed.CommandResult.Command is not RootCommand and not { Name: "unimem" } || parsed.UnmatchedTokens is not [var word, ..])
        {
            return null;
        }

        var known = parsed.CommandResult.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name).ToList();
        return $"there is no command '{word}'{NearestName.Hint(word, known)}";
    }

    private static Command Root(Terminal terminal) => new(
        "unimem",
        "Research on memory-augmented, long-context language models: train, compare and explain methods that are YAML files.")
    {
        ExampledCommand.Help(),
        TrainCommand.Create(terminal),
        EvalCommand.Create(terminal),
        ProbeCommand.Create(terminal),
        SweepCommand.Create(terminal),
        StatusCommand.Create(terminal),
        PlotCommand.Create(terminal),
        ReportCommand.Create(terminal),
        DbCommand.Create(terminal),
        ComponentsCommand.Create(terminal),
        ExplainCommand.Create(terminal),
        CalibrateCommand.Create(terminal),
        BenchCommand.Create(terminal),
        BenchWorkerCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        SchemaCommand.Create(terminal),
        NewCommand.Create(terminal),
        DiffCommand.Create(terminal),
    };
}
