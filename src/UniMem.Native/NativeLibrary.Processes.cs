using System.Runtime.InteropServices;

namespace UniMem.Native;

// processes.cpp and gradients.cpp.
internal static unsafe partial class NativeLibrary
{
    [LibraryImport(Library)]
    internal static partial int unimem_processes_backends();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unimem_meeting_open(string host, int port, out int taken, out nint result);

    [LibraryImport(Library)]
    internal static partial void unimem_meeting_close(nint meeting);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unimem_processes_join(
        string host, int port, int serve, string address, int rank, int size, int gpu, double meetSeconds, double waitSeconds, out nint result);

    [LibraryImport(Library)]
    internal static partial void unimem_processes_leave(nint processes);

    [LibraryImport(Library)]
    internal static partial int unimem_processes_sum(nint processes, nint tensor);

    [LibraryImport(Library)]
    internal static partial int unimem_processes_broadcast(nint processes, nint tensor);

    [LibraryImport(Library)]
    internal static partial int unimem_processes_send(nint processes, nint tensor, int to);

    [LibraryImport(Library)]
    internal static partial int unimem_processes_receive(nint processes, nint tensor, int from);

    [LibraryImport(Library)]
    internal static partial int unimem_gradients_open(nint processes, nint[] parameters, int count, long bytes, out nint result);

    [LibraryImport(Library)]
    internal static partial void unimem_gradients_close(nint gradients);

    [LibraryImport(Library)]
    internal static partial void unimem_gradients_begin(nint gradients);

    [LibraryImport(Library)]
    internal static partial int unimem_gradients_finish(nint gradients, nint totals);
}
