namespace UniMem.Training;

/// <summary>One position bin of one document that was evaluated; a row of a table with these columns in this order.</summary>
/// <param name="Step">Optimizer steps that the weights had seen.</param>
/// <param name="Split">The split the document belongs to.</param>
/// <param name="Document">The document's index in its split.</param>
/// <param name="BinStart">First target position of the bin, in tokens from the document's first.</param>
/// <param name="BinEnd">First position after the bin; null when it has no end.</param>
/// <param name="Nats">Sum of the targets' nats.</param>
/// <param name="Targets">How many targets there were.</param>
/// <param name="Bytes">How many bytes of text they stand for.</param>
public sealed record EvaluationRow(
    long Step, string Split, long Document, long BinStart, long? BinEnd, double Nats, long Targets, long Bytes);

/// <summary>Nats over many targets.</summary>
/// <param name="Nats">Their sum.</param>
/// <param name="Targets">Number of targets.</param>
/// <param name="Bytes">Bytes of text that they stand for.</param>
public sealed record EvaluationTotal(double Nats, long Targets, long Bytes)
{
    /// <summary>Mean nats of a target.</summary>
    public double Loss => Nats / Targets;

    /// <summary>exp of the mean nats: total nats over total targets, not a mean of means.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>Bits per byte of text, which compares tokenizers.</summary>
    public double BitsPerByte => Nats / Math.Log(2) / Bytes;
}

/// <summary>A number that a task measured.</summary>
/// <param name="Task">The task's name in the configuration.</param>
/// <param name="Measure">What was measured.</param>
/// <param name="Value">The number.</param>
public sealed record Measured(string Task, string Measure, double Value);

/// <summary>How well held-out documents were foreseen.</summary>
/// <param name="Rows">By document, then by bin; bins without targets are left out.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="TokensRead">
/// Tokens of text that the model was fed: more than there are targets where segments overlap or other documents are read as well.
/// </param>
public sealed record EvaluationResult(IReadOnlyList<EvaluationRow> Rows, double Seconds, long TokensRead)
{
    /// <summary>What tasks measured, by task in the order of the configuration; empty without tasks.</summary>
    public IReadOnlyList<Measured> Measures { get; init; } = [];

    /// <summary>Over everything.</summary>
    public EvaluationTotal Total => Sum(Rows);

    /// <summary>Mean nats of a target.</summary>
    public double Loss => Total.Loss;

    /// <summary>exp of total nats over total targets.</summary>
    public double Perplexity => Total.Perplexity;

    /// <summary>Bits per byte of text.</summary>
    public double BitsPerByte => Total.BitsPerByte;

    /// <summary>Over all documents, by the start of the bin.</summary>
    public IReadOnlyList<(long BinStart, long? BinEnd, EvaluationTotal Total)> ByPosition =>
    [
        .. Rows.GroupBy(row => (row.BinStart, row.BinEnd)).OrderBy(bin => bin.Key.BinStart)
            .Select(bin => (bin.Key.BinStart, bin.Key.BinEnd, Sum(bin))),
    ];

    private static EvaluationTotal Sum(IEnumerable<EvaluationRow> rows) =>
        rows.Aggregate(
            new EvaluationTotal(0, 0, 0),
            (sum, row) => new(sum.Nats + row.Nats, sum.Targets + row.Targets, sum.Bytes + row.Bytes));
}
