namespace UniMem.Attention.Patterns;

/// <summary>Where queries and keys lie, as far as it is known of all of them at once.</summary>
/// <param name="Distance">How far before its query a key stands, for every pair of one row.</param>
/// <param name="Key">Positions of the keys.</param>
/// <param name="RankFromOldest">How many keys of the row are older.</param>
public sealed record SightBounds(Bounds Distance, Bounds Key, Bounds RankFromOldest)
{
    /// <summary>Nothing is known.</summary>
    public static SightBounds Unknown { get; } = new(Bounds.Unknown, Bounds.Unknown, Bounds.Unknown);

    /// <summary>Whether keys are among the first <paramref name="count"/> by some measure and not ahead of their query.</summary>
    internal bool? First(Bounds measure, long count) => !measure.AtLeast(count) & Distance.AtLeast(0);
}

/// <summary>Least and greatest of some numbers.</summary>
/// <param name="Least">None is less.</param>
/// <param name="Greatest">None is greater.</param>
public readonly record struct Bounds(long Least, long Greatest)
{
    /// <summary>Nothing is known.</summary>
    public static Bounds Unknown { get; } = new(long.MinValue, long.MaxValue);

    /// <summary>Of no numbers at all.</summary>
    public static Bounds Nothing { get; } = new(long.MaxValue, long.MinValue);

    /// <summary>Whether all of the numbers are at least a number: null when some may be and some not.</summary>
    /// <param name="number">The number.</param>
    public bool? AtLeast(long number) => Least >= number ? true : Greatest < number ? false : null;

    /// <summary>Bounds of these numbers and others.</summary>
    /// <param name="other">The others.</param>
    public Bounds With(Bounds other) => new(Math.Min(Least, other.Least), Math.Max(Greatest, other.Greatest));
}
