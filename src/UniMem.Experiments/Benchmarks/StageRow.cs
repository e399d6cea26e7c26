using System.Globalization;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Benchmarks;

/// <summary>How long a stage of a training step takes, in milliseconds.</summary>
/// <param name="Size">Name of the size.</param>
/// <param name="Method">Name of the method.</param>
/// <param name="Stage">The stage, or <see cref="Step"/>, or <see cref="Overhead"/>.</param>
/// <param name="Forward">On the way forward; of a step all of it.</param>
/// <param name="Backward">On the way back.</param>
/// <param name="Products">Of the matrix products that it needs.</param>
public sealed record StageRow(string Size, string Method, string Stage, double Forward, double Backward, double Products)
{
    /// <summary>The row of a whole step.</summary>
    public const string Step = "step";

    /// <summary>The row of a step with next to no numbers in it.</summary>
    public const string Overhead = "overhead";

    /// <summary>Forward and backward.</summary>
    public double All => Forward + Backward;

    /// <summary>What it takes beyond its matrix products.</summary>
    public double Excess => All - Products;

    /// <summary>A row of <see cref="BenchmarkFolder.Stages"/>.</summary>
    public static StageRow Of(CsvRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row["size"], row["method"], row["stage"], Number(row["forward_ms"]), Number(row["backward_ms"]), Number(row["products_ms"]));
    }

    private static double Number(string cell) => cell.Length == 0 ? 0 : double.Parse(cell, CultureInfo.InvariantCulture);
}
