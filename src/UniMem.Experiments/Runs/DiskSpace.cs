using System.Diagnostics;

namespace UniMem.Experiments.Runs;

/// <summary>What is done when the disk is full.</summary>
public static class DiskSpace
{
    // What Linux and macOS call ENOSPC and EDQUOT, and Windows ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private static readonly int[] Linux = [28, 122];
    private static readonly int[] Mac = [28, 69];
    private static readonly int[] Windows = [unchecked((int)0x80070070), unchecked((int)0x80070027)];

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Whether a write failed because the disk, or what the user may fill of it, is full.</summary>
    public static bool IsExhausted(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var codes = OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsMacOS() ? Mac : Linux;
        return failure is IOException && codes.Contains(failure.HResult);
    }

    /// <summary>Writes something; while the disk is full, waits for room and writes it again.</summary>
    /// <param name="write">What writes; when it fails it leaves things as they were.</param>
    /// <param name="patience">How long room is waited for.</param>
    /// <param name="say">Is told once that the disk is full, and once that there is room again.</param>
    /// <param name="stop">Ends the waiting.</param>
    /// <exception cref="IOException">There was no room in all that time, or the end was asked for.</exception>
    public static void Write(Action write, TimeSpan patience, Action<string> say, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(say);
        var waited = Stopwatch.StartNew();
        var told = false;
        while (true)
        {
            try
            {
                write();
                if (told)
                {
                    say("there is room on the disk again; the run goes on.");
                }

                return;
            }
            catch (IOException full) when (IsExhausted(full) && waited.Elapsed < patience && !stop.IsCancellationRequested)
            {
                if (!told)
                {
                    say($"the disk is full ({full.Message.TrimEnd('.')}); the run waits up to {RunStatus.TimeText(patience)} for room.");
                    told = true;
                }

                stop.WaitHandle.WaitOne(Pause < patience ? Pause : patience);
            }
        }
    }
}
