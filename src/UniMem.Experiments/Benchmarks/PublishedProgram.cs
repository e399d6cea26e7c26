using System.Globalization;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Benchmarks;

/// <summary>What a published implementation was when it was measured.</summary>
/// <param name="Size">Name of the size.</param>
/// <param name="Method">Name of the method.</param>
/// <param name="Rival">Whose it is.</param>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Ours">Those of our form of the method.</param>
/// <param name="PeakBytes">Largest resident memory, in bytes; null before it was measured.</param>
/// <param name="Commit">Its clone's; empty where it was no clone.</param>
/// <param name="Differs">How what it computes differs from ours.</param>
public sealed record PublishedProgram(string Size, string Method, string Rival, long Parameters, long Ours, long? PeakBytes, string Commit, string Differs)
{
    /// <summary>One as a table has it.</summary>
    /// <param name="row">Of <see cref="BenchmarkFolder.Programs"/>.</param>
    public static PublishedProgram Of(CsvRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row["size"], row["method"], row["rival"], row.Long("parameters"), row.Long("our_parameters"), row.Long("peak_bytes"), row["commit"], row["differs"]);
    }

    /// <summary>The same the other way round.</summary>
    public IReadOnlyList<string> Row =>
        [Size, Method, Rival, Text(Parameters), Text(Ours), PeakBytes is { } bytes ? Text(bytes) : "", Commit, Differs];

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
