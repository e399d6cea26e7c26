using System.IO.Compression;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests;

/// <summary>What Python's torch computed: reads the file that oracle.py writes.</summary>
internal sealed class Oracle
{
    private static readonly Lazy<Oracle> _committed =
        new(() => new Oracle(Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", "oracle.npz")));

    private readonly double[] _numbers;

    internal Oracle(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        Index = JsonDocument.Parse(Payload(archive, "index.npy")).RootElement;
        var bytes = Payload(archive, "numbers.npy");
        _numbers = new double[bytes.Length / sizeof(double)];
        Buffer.BlockCopy(bytes, 0, _numbers, 0, bytes.Length);
    }

    internal static Oracle Committed => _committed.Value;

    internal JsonElement Index { get; }

    /// <summary>A named array of the committed file, float64, int64 or bool.</summary>
    internal static Tensor Read(string name) => Committed.Tensor(Committed.Index.GetProperty("arrays").GetProperty(name));

    internal Tensor Tensor(JsonElement where)
    {
        var shape = Integers(where.GetProperty("shape"));
        var start = where.GetProperty("at").GetInt32();
        var count = (int)shape.Aggregate(1L, (product, size) => product * size);
        using var numbers = tensor(_numbers[start..(start + count)], shape);
        return numbers.to(
            where.GetProperty("type").GetString() switch { "int" => ScalarType.Int64, "bool" => ScalarType.Bool, _ => ScalarType.Float64 },
            copy: true);
    }

    internal static long[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetInt64())];

    /// <summary>What follows the header of a one-dimensional .npy.</summary>
    private static byte[] Payload(ZipArchive archive, string name)
    {
        using var stream = archive.GetEntry(name)!.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var bytes = memory.ToArray();
        return bytes[(10 + BitConverter.ToUInt16(bytes, 8))..];
    }
}
