using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Benchmarks;

/// <summary>One turn beside a published implementation.</summary>
/// <param name="Rival">Whose it is.</param>
/// <param name="Turn">What was measured.</param>
public sealed record PublishedTurn(string Rival, TurnResult Turn)
{
    /// <summary>A turn as a table has it.</summary>
    /// <param name="row">Of <see cref="BenchmarkFolder.Published"/>.</param>
    public static PublishedTurn Of(CsvRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new(row["rival"], TurnResult.Of(row));
    }

    /// <summary>The same the other way round.</summary>
    public IReadOnlyList<string> Row => [Turn.Size, Turn.Method, Rival, .. Turn.Row.Skip(2)];
}
