using System.Globalization;
using UniMem.Experiments.Tables;
using UniMem.Training;

namespace UniMem.Experiments.Statistics;

/// <summary>What an evaluation found in one stretch of one document: a line of a run's evaluation files.</summary>
public sealed record DocumentScore
{
    /// <summary>The names of the columns, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["step", "split", "document", "bin_start", "bin_end", "nats", "targets", "bytes"];

    /// <summary>Training steps done before the evaluation.</summary>
    public required long Step { get; init; }

    /// <summary>Where the document is from: <c>validation</c>, <c>test</c>.</summary>
    public required string Split { get; init; }

    /// <summary>The document, by the same name in every run over the same data.</summary>
    public required string Document { get; init; }

    /// <summary>First position of the stretch, in tokens from the document's beginning.</summary>
    public required long BinStart { get; init; }

    /// <summary>Position after the last of the stretch; null where it reaches to the document's end.</summary>
    public required long? BinEnd { get; init; }

    /// <summary>Sum of the negative log-likelihoods of the targets, in nats.</summary>
    public required double Nats { get; init; }

    /// <summary>Targets predicted, in tokens.</summary>
    public required long Targets { get; init; }

    /// <summary>Bytes of text that the targets stand for.</summary>
    public required long Bytes { get; init; }

    /// <summary>A row as training hands it over.</summary>
    public static DocumentScore Of(EvaluationRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new()
        {
            Step = row.Step,
            Split = row.Split,
            Document = row.Document.ToString(CultureInfo.InvariantCulture),
            BinStart = row.BinStart,
            BinEnd = row.BinEnd,
            Nats = row.Nats,
            Targets = row.Targets,
            Bytes = row.Bytes,
        };
    }

    /// <summary>Reads a table of them; a half-written last line is passed over.</summary>
    public static IReadOnlyList<DocumentScore> Read(string path) => [.. CsvTable.Read(path).Rows.Select(row => new DocumentScore
    {
        Step = row.Long("step"),
        Split = row["split"],
        Document = row["document"],
        BinStart = row.Long("bin_start"),
        BinEnd = row["bin_end"].Length == 0 ? null : row.Long("bin_end"),
        Nats = row.Double("nats"),
        Targets = row.Long("targets"),
        Bytes = row.Long("bytes"),
    })];

    /// <summary>The values in the order of <see cref="Columns"/>.</summary>
    public IReadOnlyList<string> ToCells() =>
    [
        Step.ToString(CultureInfo.InvariantCulture),
        Split,
        Document,
        BinStart.ToString(CultureInfo.InvariantCulture),
        BinEnd?.ToString(CultureInfo.InvariantCulture) ?? "",
        Nats.ToString("R", CultureInfo.InvariantCulture),
        Targets.ToString(CultureInfo.InvariantCulture),
        Bytes.ToString(CultureInfo.InvariantCulture),
    ];
}
