using System.Runtime.InteropServices;
using UniMem.Models;

namespace UniMem.ApproximateSearch;

/// <summary>Adds up what this thread does in readers of memory, by its processor time: the one clock that other programs hardly change.</summary>
internal sealed partial class ReadingWatch : IMemoryWatch
{
    private const int ThreadTime = 3;
    private double _from;
    private bool _reads;

    public double Seconds { get; set; }

    /// <summary>Processor seconds of this thread so far.</summary>
    public static double Now => clock_gettime(ThreadTime, out var time) == 0 ? time.Seconds + (time.Nanoseconds * 1e-9) : throw new InvalidOperationException("no clock of threads here");

    public void Begin(MemoryWork work) => (_reads, _from) = (work == MemoryWork.Read, Now);

    public void End() => Seconds += _reads ? Now - _from : 0;

    [LibraryImport("libc")]
    private static partial int clock_gettime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
