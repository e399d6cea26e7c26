using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;

namespace UniMem.Training.Checkpoints;

/// <summary>Writes a <see cref="TensorFile"/>.</summary>
internal static class TensorFileWriter
{
    public const string Metadata = "__metadata__";
    public const string Checksum = "sha256";
    public static readonly string NoChecksum = new('0', 64);

    private const int Alignment = 8;

    public static void Write(
        string path, IReadOnlyList<(string Name, torch.Tensor Value)> tensors, IReadOnlyDictionary<string, string> texts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var partial = path + ".partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                WriteAll(stream, Header(tensors, texts), tensors);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            // On a full disk a part of a file is room that others lack.
            File.Delete(partial);
        }
    }

    private static void WriteAll(FileStream stream, byte[] header, IReadOnlyList<(string Name, torch.Tensor Value)> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }

        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        Put(length);
        Put(header);
        foreach (var (_, value) in tensors)
        {
            TensorBytes.Write(value, Put);
        }

        var place = header.AsSpan().IndexOf(Encoding.ASCII.GetBytes(NoChecksum));
        stream.Position = sizeof(long) + place;
        stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    private static byte[] Header(IReadOnlyList<(string Name, torch.Tensor Value)> tensors, IReadOnlyDictionary<string, string> texts)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            json.WriteString(Checksum, NoChecksum);
            foreach (var (name, text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, text);
            }

            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, value) in tensors)
            {
                offset = Entry(json, name, value, offset);
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static long Entry(Utf8JsonWriter json, string name, torch.Tensor value, long offset)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", TensorTypes.NameOf(value.dtype));
        json.WriteStartArray("shape");
        foreach (var size in value.shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        json.WriteNumberValue(offset + TensorBytes.Count(value));
        json.WriteEndArray();
        json.WriteEndObject();
        return offset + TensorBytes.Count(value);
    }
}
