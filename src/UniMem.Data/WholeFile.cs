using System.Text;

namespace UniMem.Data;

/// <summary>Writes files that are either the old ones or the new ones, never half of either, whenever the machine stops.</summary>
public static class WholeFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Replaces a file's text, in UTF-8; otherwise as <see cref="Write(string, ReadOnlySpan{byte})"/>.</summary>
    public static void Write(string path, string text) => Write(path, Utf8.GetBytes(text));

    /// <summary>Replaces a file's bytes: a temporary file beside it is written, flushed to the disk and renamed.</summary>
    /// <remarks>Folders are made as needed.</remarks>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
