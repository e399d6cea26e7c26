using System.Buffers.Binary;
using System.Numerics;

namespace UniMem.Experiments.Tracking;

/// <summary>Frames records of a file so that a torn or spoilt one is noticed.</summary>
/// <remarks>
/// Source: the TFRecord format of TensorFlow: the length (uint64), its masked CRC-32C (uint32), the record, its masked CRC-32C; all little endian.
/// A checksum c is masked as (c >> 15 | c &lt;&lt; 17) + 0xa282ead8.
/// </remarks>
public static class RecordFrame
{
    private const int Head = sizeof(ulong) + sizeof(uint);
    private const int Tail = sizeof(uint);
    private const uint Mask = 0xA282EAD8;

    /// <summary>A record with its frame.</summary>
    public static byte[] Of(ReadOnlySpan<byte> record)
    {
        var framed = new byte[Head + record.Length + Tail];
        BinaryPrimitives.WriteUInt64LittleEndian(framed, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(sizeof(ulong)), Checksum(framed.AsSpan(0, sizeof(ulong))));
        record.CopyTo(framed.AsSpan(Head));
        BinaryPrimitives.WriteUInt32LittleEndian(framed.AsSpan(Head + record.Length), Checksum(record));
        return framed;
    }

    /// <summary>Takes the first record off a file's bytes.</summary>
    /// <param name="bytes">What is left of the file; moved on past the record.</param>
    /// <param name="record">The record.</param>
    /// <returns>False at the end, and where a record is torn or spoilt.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (bytes.Length < Head + Tail || BinaryPrimitives.ReadUInt32LittleEndian(bytes[sizeof(ulong)..]) != Checksum(bytes[..sizeof(ulong)]))
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > (ulong)(bytes.Length - Head - Tail))
        {
            return false;
        }

        var end = Head + (int)length;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[end..]) != Checksum(bytes[Head..end]))
        {
            return false;
        }

        record = bytes[Head..end];
        bytes = bytes[(end + Tail)..];
        return true;
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return BitOperations.RotateRight(~crc, 15) + Mask;
    }
}
