using System.Runtime.ExceptionServices;
using UniMem.Distributed;
using UniMem.Native;

namespace UniMem.Training.Tests;

/// <summary>Processes of a group as threads of this one: what they say to each other goes over the network all the same.</summary>
internal static class Together
{
    private const long SmallBuckets = 1024;

    /// <summary>Does the work in each of them; the results in their order.</summary>
    public static IReadOnlyList<T> Run<T>(int size, Func<IProcessGroup, T> work)
    {
        using var meeting = new ProcessMeeting();
        var (results, failures) = (new T[size], new ExceptionDispatchInfo?[size]);
        var threads = Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                using var processes = NativeProcesses.Join(new(rank, size, "127.0.0.1", meeting.Port, rank, size, Serves: false), bucketBytes: SmallBuckets);
                results[rank] = work(processes);
            }
            catch (Exception failure)
            {
                failures[rank] = ExceptionDispatchInfo.Capture(failure);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        foreach (var failure in failures.OrderBy(failure => failure?.SourceException is ProcessLostException))
        {
            failure?.Throw();
        }

        return results;
    }
}
