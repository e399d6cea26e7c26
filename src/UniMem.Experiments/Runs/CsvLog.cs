using System.Globalization;
using System.Text;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Runs;

/// <summary>A table that grows by a line a step while a run goes on; every line is handed to the operating system at once.</summary>
public sealed class CsvLog : IDisposable
{
    private readonly FileStream _file;

    private CsvLog(FileStream file, string dropped) => (_file, Dropped) = (file, dropped);

    /// <summary>What opening it dropped, for people, such as <c>2 lines and half a line</c>; empty where nothing was.</summary>
    public string Dropped { get; }

    /// <summary>Opens a table to append to.</summary>
    /// <param name="path">The file; made with its line of column names where there is none.</param>
    /// <param name="columns">The names of the columns; the first one is the step, a whole number that ascends.</param>
    /// <param name="completedSteps">Lines of later steps are dropped, as is a last line that was written in part: the run does them again.</param>
    public static CsvLog Open(string path, IReadOnlyList<string> columns, long completedSteps)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, bufferSize: 0);
        var text = new StreamReader(file, Encoding.UTF8, leaveOpen: true).ReadToEnd();
        var kept = text[..KeptLength(text, completedSteps)];
        file.SetLength(Encoding.UTF8.GetByteCount(kept));
        file.Seek(0, SeekOrigin.End);
        var log = new CsvLog(file, InWords(text[kept.Length..]));
        if (file.Length == 0)
        {
            log.Append(columns);
        }

        return log;
    }

    /// <summary>Adds a line, all of it or nothing.</summary>
    /// <exception cref="IOException">It cannot be written; the file is as it was.</exception>
    public void Append(IReadOnlyList<string> cells)
    {
        var length = _file.Length;
        try
        {
            _file.Write(Encoding.UTF8.GetBytes(CsvTable.Line(cells)));
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

    private static int KeptLength(string text, long completedSteps)
    {
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

        return kept;
    }

    private static string InWords(string dropped)
    {
        var lines = dropped.Count(c => c == '\n');
        string[] parts =
        [
            .. lines == 0 ? (string[])[] : [string.Create(CultureInfo.InvariantCulture, $"{lines} line{(lines == 1 ? "" : "s")}")],
            .. dropped.Length == 0 || dropped[^1] == '\n' ? (string[])[] : ["half a line"],
        ];
        return string.Join(" and ", parts);
    }
}
