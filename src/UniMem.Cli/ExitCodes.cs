namespace UniMem.Cli;

/// <summary>What the process returns.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The program failed; the full trace was written to a file.</summary>
    public const int Crash = 1;

    /// <summary>Verification found something that differs, or could not be compared.</summary>
    public const int Mismatch = 1;

    /// <summary>What the user wrote cannot be done as it stands.</summary>
    public const int Mistake = 2;

    /// <summary>The disk is full; the same command goes on when there is room.</summary>
    public const int DiskFull = 3;

    /// <summary>Another process of the same run has ended.</summary>
    public const int ProcessLost = 4;

    /// <summary>Stopped by Ctrl-C or SIGTERM; the work so far is saved.</summary>
    public const int Stopped = 130;
}
