using System.CommandLine;
using UniMem.Experiments.Benchmarks;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem bench-worker</c>: our side of a benchmark, which <c>unimem bench</c> starts and talks to.</summary>
internal static class BenchWorkerCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new Command("bench-worker", "Answers the requests of unimem bench, a line of JSON each.") { Hidden = true };
        command.SetAction(_ =>
        {
            using var worker = new BenchmarkWorker();
            worker.Serve(Console.In, terminal.Output);
            return ExitCodes.Success;
        });
        return command;
    }
}
