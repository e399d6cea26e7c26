using System.Globalization;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>How a process ended that did not do what it was started for.</summary>
/// <param name="ExitCode">What it returned; 128 and the signal's number where a signal ended it.</param>
/// <param name="OutOfMemory">True when the kernel ended processes for want of memory while it ran.</param>
public sealed record ProcessEnd(int ExitCode, bool OutOfMemory)
{
    /// <summary>What a process returns that could not do what was written: trying again changes nothing.</summary>
    public const int Mistake = 2;

    /// <summary>What a process returns that found the disk full.</summary>
    public const int DiskFull = 3;

    /// <summary>What a process returns that computed together with others and lost one of them.</summary>
    public const int Lost = 4;

    private const int Killed = 128 + 9;

    /// <summary>Whether the same might go well another time.</summary>
    public bool MayPass => ExitCode != Mistake;

    /// <summary>For people.</summary>
    public override string ToString() => ExitCode switch
    {
        0 => "it ended without finishing",
        Killed when OutOfMemory => "killed by the system because memory ran out (signal 9); fewer jobs at a time, a smaller training.batch or a smaller memory need less",
        Killed => "killed (signal 9), by someone or by a limit on memory",
        DiskFull => "the disk is full",
        Lost => "another process of the run ended, or its machine cannot be reached",
        _ => string.Create(CultureInfo.InvariantCulture, $"exit code {ExitCode}") + Signal(ExitCode - 128),
    };

    private static string Signal(int number) => number switch
    {
        4 => " (illegal instruction)",
        6 => " (aborted)",
        7 => " (bus error)",
        11 => " (segmentation fault)",
        15 => " (terminated)",
        > 0 and < 65 => string.Create(CultureInfo.InvariantCulture, $" (signal {number})"),
        _ => "",
    };
}
