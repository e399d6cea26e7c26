namespace UniMem.Data;

/// <summary>A small random generator whose numbers are the same on every machine and in every version of .NET.</summary>
/// <remarks>Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, figure 14 (SplitMix64).</remarks>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for one of several uses of a seed; the uses don't repeat one another's numbers.</summary>
    public static SplitMix For(long seed, long use)
    {
        var mixed = new SplitMix(new SplitMix((ulong)seed).Next() + (ulong)use);
        return new SplitMix(mixed.Next());
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Next(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);
}
