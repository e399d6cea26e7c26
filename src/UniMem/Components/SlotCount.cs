using System.Globalization;

namespace UniMem.Components;

/// <summary>A number of slots, given as such or in segments, so that one method fits every segment length.</summary>
/// <param name="Value">The number.</param>
/// <param name="InSegments">True when <paramref name="Value"/> counts segments.</param>
/// <remarks>Written <c>512</c> or <c>{segments: 20}</c>.</remarks>
public readonly record struct SlotCount(long Value, bool InSegments = false)
{
    /// <summary>A count in slots.</summary>
    public static implicit operator SlotCount(long slots) => new(slots);

    /// <summary>A count in segments.</summary>
    public static SlotCount Segments(long segments) => new(segments, InSegments: true);

    /// <summary>The count in slots.</summary>
    /// <param name="segment">Tokens of a segment.</param>
    public long InSlots(long segment) => InSegments ? checked(Value * segment) : Value;

    /// <summary>As configuration files write it.</summary>
    public override string ToString() => InSegments
        ? $"{{segments: {Value.ToString(CultureInfo.InvariantCulture)}}}"
        : Value.ToString(CultureInfo.InvariantCulture);
}
