using System.Globalization;
using System.Text;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Runs;

/// <summary>A table that grows by a line a step while a run goes on; every line is handed to the operating system at once.</summary>
public sealed class CsvLog : IDisposable
{
    private readonly FileStream _file;

    private CsvLog(FileStream file) => _file = file;

    /// <summary>Opens a table to append to.</summary>
    /// <param name="path">The file; made with its line of column names where there is none.</param>
    /// <param name="columns">The names of the columns; the first one is the step, a whole number that ascends.</param>
    /// <param name="completedSteps">Lines of later steps are dropped, as is a last line that was written in part: the run does them again.</param>
    public static CsvLog Open(string path, IReadOnlyList<string> columns, long completedSteps)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        file.SetLength(KeptLength(file, completedSteps));
        file.Seek(0, SeekOrigin.End);
        var log = new CsvLog(file);
        if (file.Length == 0)
        {
            log.Append(columns);
        }

        return log;
    }

    /// <summary>Adds a line.</summary>
    public void Append(IReadOnlyList<string> cells)
    {
        _file.Write(Encoding.UTF8.GetBytes(CsvTable.Line(cells)));
        _file.Flush();
    }

    /// <summary>Returns when everything written is on the disk.</summary>
    public void FlushToDisk() => _file.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static long KeptLength(FileStream file, long completedSteps)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, leaveOpen: true);
        var text = reader.ReadToEnd();
        var kept = 0;
        while (text.IndexOf('\n', kept) is var end and >= 0)
        {
            var cell = text.AsSpan(kept, end - kept);
            var comma = cell.IndexOf(',');
            var isStep = long.TryParse(comma < 0 ? cell : cell[..comma], NumberStyles.None, CultureInfo.InvariantCulture, out var step);
            if (kept > 0 && (!isStep || step > completedSteps))
            {
                break;
            }

            kept = end + 1;
        }

        return Encoding.UTF8.GetByteCount(text.AsSpan(0, kept));
    }
}
