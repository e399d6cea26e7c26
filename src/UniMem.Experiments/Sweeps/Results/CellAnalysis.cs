using UniMem.Experiments.Statistics;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>What the tables tell of a cell: a line of the summary, or one position bin of it.</summary>
public sealed record CellAnalysis
{
    /// <summary>The cell.</summary>
    public required SweepCell Cell { get; init; }

    /// <summary>The stretch of positions; null for whole documents.</summary>
    public PositionBin? Bin { get; init; }

    /// <summary>True for a cell of the baseline.</summary>
    public required bool IsBaseline { get; init; }

    /// <summary>Optimizer steps that the numbers are of.</summary>
    public required long Step { get; init; }

    /// <summary>Totals of all seeds.</summary>
    public required Score Total { get; init; }

    /// <summary>Mean over the seeds of the loss, in nats per token.</summary>
    public required Estimate Loss { get; init; }

    /// <summary>Mean over the seeds of the perplexity per token.</summary>
    public required Estimate Perplexity { get; init; }

    /// <summary>Mean over the seeds of the bits per byte of text.</summary>
    public required Estimate BitsPerByte { get; init; }

    /// <summary>The cell beside its baseline, corrected over the table; null for the baseline and where there is none.</summary>
    public CellComparison? Against { get; init; }

    /// <summary>The comparison with the baseline; null where there is none.</summary>
    public Comparison? Comparison => Against?.Shown;

    /// <summary>True for the cell of the lowest perplexity and for those that are not shown to be worse than it.</summary>
    public bool IsAmongTheBest { get; init; }

    /// <summary>The numbers of a cell; null where it read no such text.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="isBaseline">Whether it is the baseline.</param>
    /// <param name="bin">The stretch of positions; null for whole documents.</param>
    public static CellAnalysis? Of(SweepCell cell, bool isBaseline, PositionBin? bin = null)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var step = cell.LastStep;
        bool Of(DocumentScore score) => bin?.Holds(score) ?? true;
        var total = Score.Of(cell.ScoresAt(step).Where(Of));
        return total.Targets == 0 ? null : new()
        {
            Cell = cell,
            Bin = bin,
            IsBaseline = isBaseline,
            Step = step,
            Total = total,
            Loss = cell.Mean(step, score => score.Loss, Of),
            Perplexity = cell.Mean(step, score => score.Perplexity, Of),
            BitsPerByte = cell.Mean(step, score => score.BitsPerByte, Of),
        };
    }
}
