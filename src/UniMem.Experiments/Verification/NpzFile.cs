using System.IO.Compression;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Verification;

/// <summary>Arrays by name in one file, as NumPy's <c>savez</c> writes them: an archive of <c>.npy</c> files.</summary>
/// <remarks>float32, float64, int64 and bool, little endian, in C or Fortran order.</remarks>
public static class NpzFile
{
    private const string Suffix = ".npy";

    /// <summary>Reads all arrays, in the order in which they stand.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Tensors on the CPU, of the type and shape of each array.</returns>
    /// <exception cref="ConfigurationException">There is no such file, or it is not of this form; the message names file and
    /// array.</exception>
    public static IReadOnlyDictionary<string, torch.Tensor> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new SourceLocation(Configuration.ConfigFiles.Shown(Path.GetFullPath(path)));
        if (!File.Exists(path))
        {
            throw file.Wrong("", "there is no such file.");
        }

        try
        {
            using var archive = ZipFile.OpenRead(path);
            var arrays = new OrderedDictionary<string, torch.Tensor>();
            foreach (var entry in archive.Entries)
            {
                var name = entry.FullName.EndsWith(Suffix, StringComparison.Ordinal)
                    ? entry.FullName[..^Suffix.Length]
                    : throw file.Wrong(entry.FullName, "is no array; the arrays of an .npz end in .npy.");
                if (!arrays.TryAdd(name, Array(entry, file, name)))
                {
                    throw file.Wrong(name, "stands twice.");
                }
            }

            return arrays;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw file.Wrong("", $"cannot be read as .npz: {e.Message}", e);
        }
    }

    /// <summary>Writes arrays uncompressed; the same arrays give the same bytes.</summary>
    /// <param name="path">The file; replaced whole.</param>
    /// <param name="arrays">Tensors of float32, float64, int64 or bool.</param>
    /// <exception cref="ArgumentException">A tensor has another type.</exception>
    public static void Write(string path, IEnumerable<KeyValuePair<string, torch.Tensor>> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, tensor) in arrays)
            {
                var type = NpyType.Of(tensor.dtype)
                    ?? throw new ArgumentException($"'{name}' is of type {tensor.dtype}; known: {NpyType.Known}.", nameof(arrays));
                var entry = archive.CreateEntry(name + Suffix, CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(new NpyHeader(type, Fortran: false, tensor.shape).Write());
                stream.Write(type.Bytes(tensor));
            }
        }

        WholeFile.Write(path, memory.ToArray());
    }

    private static torch.Tensor Array(ZipArchiveEntry entry, SourceLocation file, string name)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        try
        {
            var (header, start) = NpyHeader.Read(bytes);
            var expected = checked(header.Count * header.Type.Size);
            return bytes.Length - start == expected
                ? Ordered(header, bytes[start..])
                : throw new FormatException($"{expected} bytes of numbers were announced and {bytes.Length - start} are there");
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw file.Wrong(name, $"{e.Message}.", e);
        }
    }

    private static torch.Tensor Ordered(NpyHeader header, ReadOnlySpan<byte> bytes)
    {
        if (!header.Fortran || header.Shape.Length < 2)
        {
            return header.Type.Tensor(bytes, header.Shape);
        }

        var backwards = Enumerable.Range(0, header.Shape.Length).Reverse().Select(axis => (long)axis).ToArray();
        return header.Type.Tensor(bytes, [.. header.Shape.Reverse()]).permute(backwards).contiguous();
    }
}
