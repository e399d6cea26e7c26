using System.Text;
using System.Text.Unicode;
using UniMem.Components;

namespace UniMem.Data.Corpora;

/// <summary>Reads files as UTF-8 and accepts nothing else.</summary>
internal static class TextFile
{
    /// <summary>The text of a file; a byte order mark at its beginning is no part of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">The setting that led to the file, for messages.</param>
    /// <exception cref="ConfigurationException">The file cannot be read, or is not UTF-8 throughout.</exception>
    public static string Read(string file, string key)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(key, $"'{file}' cannot be read: {e.Message}", e);
        }

        var text = bytes.AsSpan();
        if (Utf8.IsValid(text))
        {
            return Encoding.UTF8.GetString(text.StartsWith(Encoding.UTF8.Preamble) ? text[3..] : text);
        }

        var offset = FirstInvalid(text);
        throw new ConfigurationException(key, FormattableString.Invariant(
            $"'{file}' is not UTF-8: invalid byte 0x{text[offset]:X2} at offset {offset}. Convert it (iconv -f latin1 -t utf-8), or leave it out."));
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        return at;
    }
}
