using System.Runtime.InteropServices;

namespace UniMem.Experiments.Runs;

/// <summary>
/// Hears that the process is to end: Ctrl-C, SIGTERM, or, for a process that a sweep or the command line has started and watches, the end of its
/// standard input, which comes on every operating system and also when the one that watches is itself killed.
/// </summary>
/// <remarks>The first call asks for an orderly end; a second Ctrl-C ends the process at once.</remarks>
public sealed class StopSignal : IDisposable
{
    /// <summary>The environment variable that a sweep sets to 1 for its runs.</summary>
    public const string Variable = "UNIMEM_STOP_AT_END_OF_INPUT";

    /// <summary>The environment variable that is 1 for a run that a sweep has handed over to a cluster.</summary>
    public const string PartVariable = "UNIMEM_PART_OF_SWEEP";

    /// <summary>The exit code of a process that was asked to end, as shells count it.</summary>
    public const int ExitCode = 130;

    private readonly CancellationTokenSource _source = new();
    private readonly IReadOnlyList<PosixSignalRegistration> _registrations;

    /// <summary>Listens from now on.</summary>
    public StopSignal()
    {
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear)];
        if (IsSet(Variable) || Processes.ProcessEnvironment.IsWatched)
        {
            new Thread(WatchInput) { IsBackground = true, Name = "end of input" }.Start();
        }
    }

    /// <summary>True in a process that a sweep has started.</summary>
    public static bool ComesFromASweep => IsSet(Variable) || IsSet(PartVariable);

    /// <summary>Cancelled as soon as the end is asked for.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) == "1";

    private void Hear(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested || context.Signal != PosixSignal.SIGINT;
        _source.Cancel();
    }

    private void WatchInput()
    {
        var input = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[256];
        while (input.Read(buffer) > 0)
        {
        }

        _source.Cancel();
    }
}
