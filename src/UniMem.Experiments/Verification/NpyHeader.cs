using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace UniMem.Experiments.Verification;

/// <summary>What stands before the numbers of an array in a file.</summary>
/// <remarks>Source: NumPy's format of <c>.npy</c> files, versions 1 to 3 (numpy.lib.format).</remarks>
/// <param name="Type">Of the elements.</param>
/// <param name="Fortran">Whether the first index runs fastest.</param>
/// <param name="Shape">Sizes; none for a single number.</param>
internal sealed partial record NpyHeader(NpyType Type, bool Fortran, long[] Shape)
{
    private const int Prefix = 10;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Elements of the array.</summary>
    /// <exception cref="OverflowException">More than can be counted.</exception>
    public long Count => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Reads the header at the beginning of a file.</summary>
    /// <returns>The header, and where the numbers begin.</returns>
    /// <exception cref="FormatException">It is no header, or tells of what is not supported.</exception>
    public static (NpyHeader Header, int Start) Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < Prefix || !file.StartsWith(Magic))
        {
            throw new FormatException("it does not begin as an array does");
        }

        var wide = file[6] switch
        {
            1 => false,
            2 or 3 when file.Length >= Prefix + 2 => true,
            _ => throw new FormatException($"its format's version is {file[6]}; versions 1 to 3 can be read"),
        };
        var length = wide ? BinaryPrimitives.ReadUInt32LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt16LittleEndian(file[8..]);
        var start = wide ? Prefix + 2 : Prefix;
        return length <= file.Length - start
            ? (Parse(Encoding.UTF8.GetString(file.Slice(start, (int)length))), start + (int)length)
            : throw new FormatException("it ends within its header");
    }

    /// <summary>The header's bytes, padded so that the numbers begin at a multiple of 64.</summary>
    public byte[] Write()
    {
        var sizes = Shape.Length == 1 ? $"{Shape[0]}," : string.Join(", ", Shape);
        var text = $"{{'descr': '{Type.Descriptor}', 'fortran_order': {(Fortran ? "True" : "False")}, 'shape': ({sizes}), }}";
        var length = ((Prefix + text.Length + Alignment) / Alignment * Alignment) - Prefix;
        var bytes = new byte[Prefix + length];
        Magic.CopyTo(bytes);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), checked((ushort)length));
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + '\n', bytes.AsSpan(Prefix));
        return bytes;
    }

    private static NpyHeader Parse(string text)
    {
        var match = Entries().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"its header is not understood: {text.Trim()}");
        }

        var descriptor = match.Groups["type"].Value;
        var type = NpyType.Of(descriptor) ?? throw new FormatException($"its numbers are of type '{descriptor}'; known: {NpyType.Known}");
        var sizes = match.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new(type, match.Groups["fortran"].Value == "True", [.. sizes.Select(Size)]);
    }

    private static long Size(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        ? size
        : throw new FormatException($"'{text}' is no size");

    [GeneratedRegex(
        @"^\{\s*'descr':\s*'(?<type>[^']*)',\s*'fortran_order':\s*(?<fortran>True|False),\s*'shape':\s*\((?<shape>[0-9, ]*)\),?\s*\}\s*$")]
    private static partial Regex Entries();
}
