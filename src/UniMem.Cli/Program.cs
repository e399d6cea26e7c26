using UniMem.Cli;
using UniMem.Experiments.Runs;

using var stop = new StopSignal();
return CommandLine.Run(args, new Terminal(Console.Out, Console.Error, stop.Token));
