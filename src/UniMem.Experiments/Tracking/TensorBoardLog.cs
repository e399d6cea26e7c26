using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Tracking;

/// <summary>The event file of a run: <c>tensorboard --logdir results/runs</c> shows the curves while the run goes on.</summary>
/// <remarks>
/// There is one file a run, and it tells exactly what the run's tables tell. A run that goes on after a kill does steps again: their records are cut
/// off first. As the steps give the same numbers again, the new records lie where the old ones lay, and a TensorBoard that has read those
/// already goes on where it was. A file that lacks something, such as the steps of a run that was not tracked from its beginning, is written
/// again from the tables.
/// </remarks>
public sealed class TensorBoardLog : IDisposable
{
    private readonly FileStream _file;

    private TensorBoardLog(FileStream file) => _file = file;

    /// <summary>The event file of a run's folder.</summary>
    public static string PathIn(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return Path.Combine(folder.Path, "events.out.tfevents.unimem");
    }

    /// <summary>Opens the event file of a run to append to.</summary>
    /// <param name="folder">The run's folder, whose tables tell of no later steps than those that are completed.</param>
    public static TensorBoardLog Open(RunFolder folder)
    {
        var path = PathIn(folder);
        var told = TensorBoardEvents.Of(folder);
        var kept = KeptLength(path, told);
        if (kept is null)
        {
            Write(folder, told);
        }

        var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
        file.SetLength(kept ?? file.Length);
        file.Seek(0, SeekOrigin.End);
        return new(file);
    }

    /// <summary>Writes the event file of a run that is not at work, where it is not as its tables are.</summary>
    public static void Complete(RunFolder folder)
    {
        var told = TensorBoardEvents.Of(folder);
        if (told.Count > 0 && KeptLength(PathIn(folder), told) != new FileInfo(PathIn(folder)) switch { { Exists: true } file => file.Length, _ => -1 })
        {
            Write(folder, told);
        }
    }

    /// <summary>Adds an event, all of it or nothing.</summary>
    /// <exception cref="IOException">It cannot be written; the file is as it was.</exception>
    public void Append(ScalarEvent told)
    {
        ArgumentNullException.ThrowIfNull(told);
        var length = _file.Length;
        try
        {
            _file.Write(RecordFrame.Of(told.ToBytes()));
        }
        catch (IOException)
        {
            _file.SetLength(length);
            _file.Seek(0, SeekOrigin.End);
            throw;
        }
    }

    /// <summary>Returns when everything written is on the disk.</summary>
    public void FlushToDisk() => _file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The events of a file, up to its end or to a record that is torn.</summary>
    public static IReadOnlyList<ScalarEvent> Read(string path)
    {
        ReadOnlySpan<byte> left = File.ReadAllBytes(path);
        var events = new List<ScalarEvent>();
        while (RecordFrame.TryTake(ref left, out var record))
        {
            events.Add(ScalarEvent.Parse(record));
        }

        return events;
    }

    private static void Write(RunFolder folder, IReadOnlyList<ScalarEvent> told)
    {
        var beginning = ScalarEvent.Beginning(told.Count > 0 ? told[0].WallTime : TensorBoardEvents.SecondsSince1970(DateTime.UtcNow));
        Data.WholeFile.Write(PathIn(folder), [.. told.Prepend(beginning).SelectMany(one => RecordFrame.Of(one.ToBytes()))]);
    }

    // How much of the file tells what the tables tell; null where it lacks some of that.
    private static long? KeptLength(string path, IReadOnlyList<ScalarEvent> told)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        ReadOnlySpan<byte> all = File.ReadAllBytes(path);
        var left = all;
        if (!RecordFrame.TryTake(ref left, out _))
        {
            return null;
        }

        foreach (var one in told)
        {
            if (!RecordFrame.TryTake(ref left, out var record) || !ScalarEvent.Parse(record).TellsTheSameAs(one))
            {
                return null;
            }
        }

        return all.Length - left.Length;
    }
}
