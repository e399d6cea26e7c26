using UniMem.Components;

namespace UniMem.Experiments.Runs;

/// <summary>Places that users name to be written to.</summary>
public static class Destination
{
    /// <summary>Makes a folder where there is none.</summary>
    /// <exception cref="ConfigurationException">It cannot be made.</exception>
    public static void Make(string folder) => Write(folder, () => Directory.CreateDirectory(folder));

    /// <summary>Writes to a place.</summary>
    /// <param name="place">The place, as messages name it.</param>
    /// <param name="write">What writes.</param>
    /// <exception cref="ConfigurationException">It cannot be written to.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Write(string place, Action write)
    {
        ArgumentNullException.ThrowIfNull(write);
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !DiskSpace.IsExhausted(e))
        {
            throw new ConfigurationException(place, $"cannot be written ({e.Message.TrimEnd('.')}); name another place.", e);
        }
    }
}
