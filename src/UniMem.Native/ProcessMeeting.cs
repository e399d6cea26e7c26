namespace UniMem.Native;

/// <summary>The place on this machine where processes find each other; open until it is disposed of.</summary>
public sealed class ProcessMeeting : IDisposable
{
    private readonly nint _handle;

    /// <summary>Opens it at a free port of 127.0.0.1.</summary>
    /// <exception cref="Distributed.ProcessLostException">There is none.</exception>
    public ProcessMeeting()
    {
        NativeProcesses.Check(NativeLibrary.unimem_meeting_open("127.0.0.1", 0, out var port, out _handle));
        Port = port;
    }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <inheritdoc/>
    public void Dispose() => NativeLibrary.unimem_meeting_close(_handle);
}
