using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TorchSharp;
using UniMem.Components;

namespace UniMem.Training.Checkpoints;

/// <summary>Reads a <see cref="TensorFile"/> and trusts nothing in it.</summary>
internal static class TensorFileReader
{
    private const long LongestHeader = 100_000_000;

    private sealed record Entry(string Name, torch.ScalarType Type, long[] Shape, long Start, long End);

    public static TensorFile Read(string path, Func<string, bool> wanted)
    {
        if (!File.Exists(path))
        {
            throw new ConfigurationException(path, "there is no such file.");
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20);
        var (header, dataStart) = Header(path, stream);
        var (entries, texts) = Parse(path, header);
        var dataLength = stream.Length - dataStart;
        var end = 0L;
        foreach (var entry in entries.OrderBy(entry => entry.Start))
        {
            if (entry.Start != end)
            {
                throw Broken(path, $"'{entry.Name}' does not begin where the tensor before it ends");
            }

            end = entry.End;
        }

        if (end != dataLength)
        {
            throw Broken(path, FormattableString.Invariant($"it holds {dataLength} bytes of values where its header names {end}"));
        }

        var verified = Verify(path, stream, header, dataStart, texts);
        var tensors = Tensors(stream, dataStart, entries.Where(entry => wanted(entry.Name)));
        return new(tensors, texts.Remove(TensorFileWriter.Checksum), verified);
    }

    private static (byte[] Header, long DataStart) Header(string path, FileStream stream)
    {
        Span<byte> lengthBytes = stackalloc byte[sizeof(long)];
        if (stream.Length < lengthBytes.Length)
        {
            throw Broken(path, "it is too short for a header");
        }

        stream.ReadExactly(lengthBytes);
        var length = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (length is < 2 or > LongestHeader || length > stream.Length - lengthBytes.Length)
        {
            throw Broken(path, "its header is longer than the file");
        }

        var header = new byte[length];
        stream.ReadExactly(header);
        return (header, lengthBytes.Length + length);
    }

    private static (IReadOnlyList<Entry> Entries, ImmutableDictionary<string, string> Texts) Parse(string path, byte[] header)
    {
        try
        {
            using var json = JsonDocument.Parse(header);
            var texts = json.RootElement.TryGetProperty(TensorFileWriter.Metadata, out var metadata)
                ? metadata.EnumerateObject().ToImmutableDictionary(text => text.Name, text => text.Value.GetString()!)
                : ImmutableDictionary<string, string>.Empty;
            var entries = json.RootElement.EnumerateObject().Where(entry => entry.Name != TensorFileWriter.Metadata);
            return ([.. entries.Select(entry => Parse(path, entry))], texts);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException or OverflowException)
        {
            throw Broken(path, "its header cannot be read", exception);
        }
    }

    private static Entry Parse(string path, JsonProperty property)
    {
        var typeName = property.Value.GetProperty("dtype").GetString()!;
        var type = TensorTypes.Find(typeName) ?? throw Broken(path, $"'{property.Name}' is of the unknown type '{typeName}'");
        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToArray();
        var elements = shape.Aggregate(1L, (product, size) => checked(product * size));
        if (offsets.Length != 2 || shape.Any(size => size < 0) || offsets[1] - offsets[0] != checked(elements * Bytes(type)))
        {
            throw Broken(path, $"the size of '{property.Name}' does not fit its shape");
        }

        return new(property.Name, type, shape, offsets[0], offsets[1]);
    }

    private static bool Verify(string path, FileStream stream, byte[] header, long dataStart, ImmutableDictionary<string, string> texts)
    {
        if (!texts.TryGetValue(TensorFileWriter.Checksum, out var expected))
        {
            return false;
        }

        var blank = header.ToArray();
        var place = blank.AsSpan().IndexOf(Encoding.ASCII.GetBytes(expected));
        if (expected.Length != TensorFileWriter.NoChecksum.Length || place < 0)
        {
            throw Broken(path, "its checksum is none");
        }

        Encoding.ASCII.GetBytes(TensorFileWriter.NoChecksum).CopyTo(blank.AsSpan(place));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        hash.AppendData(length);
        hash.AppendData(blank);
        stream.Position = dataStart;
        var buffer = new byte[1 << 20];
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            hash.AppendData(buffer.AsSpan(0, read));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == expected
            ? true
            : throw Broken(path, "its checksum does not match its contents");
    }

    private static ImmutableDictionary<string, torch.Tensor> Tensors(FileStream stream, long dataStart, IEnumerable<Entry> entries)
    {
        var tensors = ImmutableDictionary.CreateBuilder<string, torch.Tensor>();
        foreach (var entry in entries)
        {
            var tensor = torch.empty(entry.Shape, entry.Type);
            stream.Position = dataStart + entry.Start;
            TensorBytes.Read(tensor, stream);
            tensors.Add(entry.Name, tensor);
        }

        return tensors.ToImmutable();
    }

    private static long Bytes(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float64 or torch.ScalarType.Int64 => 8,
        torch.ScalarType.Float32 or torch.ScalarType.Int32 => 4,
        torch.ScalarType.BFloat16 or torch.ScalarType.Float16 or torch.ScalarType.Int16 => 2,
        _ => 1,
    };

    private static ConfigurationException Broken(string path, string how, Exception? cause = null) => new(
        path, $"this is no whole tensor file: {how}. Put back a copy of it; without one, delete it, and its run begins again from the first step.", cause);
}
