using System.Globalization;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Benchmarks;

/// <summary>One turn: the same work done by us, by the rival, and as matrix products alone, one after the other. Seconds are for a token.</summary>
/// <param name="Size">Name of the size.</param>
/// <param name="Method">Name of the method.</param>
/// <param name="Work">What was done.</param>
/// <param name="Turn">From 1.</param>
/// <param name="Ours">Our seconds for a token.</param>
/// <param name="Rival">The rival's; null without one.</param>
/// <param name="Products">Of the matrix products that are needed.</param>
/// <param name="Flops">Operations of these for a token.</param>
public sealed record TurnResult(
    string Size, string Method, BenchmarkWork Work, int Turn, double Ours, double? Rival, double Products, double Flops)
{
    /// <summary>A turn as a table has it.</summary>
    /// <param name="row">Of <see cref="BenchmarkFolder.Turns"/>.</param>
    public static TurnResult Of(CsvRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(
            row["size"], row["method"], Enum.Parse<BenchmarkWork>(row["work"], ignoreCase: true), (int)row.Long("turn"), row.Double("seconds_per_token"),
            row["rival_seconds_per_token"].Length == 0 ? null : row.Double("rival_seconds_per_token"), row.Double("product_seconds_per_token"), row.Double("flops_per_token"));
    }

    /// <summary>The same the other way round.</summary>
    public IReadOnlyList<string> Row =>
    [
        Size, Method, Work.ToString().ToLowerInvariant(), Turn.ToString(CultureInfo.InvariantCulture), Text(Ours), Rival is { } rival ? Text(rival) : "", Text(Products), Text(Flops),
    ];

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>How many times faster we are.</summary>
    public double? Ratio => Rival / Ours;

    /// <summary>How many times faster than the rival one can be who does nothing but the products.</summary>
    public double? Limit => Rival / Products;

    /// <summary>Part of our time, from 0 to 1, in which the products could have been done.</summary>
    public double Utilisation => Products / Ours;

    /// <summary>The same of the rival.</summary>
    public double? RivalUtilisation => Products / Rival;
}
