using UniMem.Experiments.Plots;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Results;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>What figures show of the held-out text: the mean over the seeds of a cell.</summary>
public static class Measures
{
    /// <summary>The mean over seeds, with its 95 % interval where there are several.</summary>
    /// <param name="measure">Perplexity, loss or bits per byte.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="step">A step at which every run of it was evaluated.</param>
    /// <param name="of">Which scores count; all when null.</param>
    public static Estimate Of(Measure measure, SweepCell cell, long step, Func<DocumentScore, bool>? of = null)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Estimate.OfMean([.. cell.Runs.Select(run => Of(measure, Score.Of(run.Evaluations.First(e => e.Step == step).Scores.Where(of ?? (_ => true)))))]);
    }

    /// <summary>A point with the interval of an estimate.</summary>
    public static Point At(double x, Estimate estimate, Measure measure)
    {
        var half = estimate.HalfWidth();
        var least = measure == Measure.Perplexity ? 1 : double.NegativeInfinity;
        return double.IsNaN(half) ? new(x, estimate.Value) : new(x, estimate.Value, Math.Max(estimate.Value - half, least), estimate.Value + half);
    }

    /// <summary>The vertical axis.</summary>
    /// <param name="measure">What it shows.</param>
    /// <param name="unit">What a target is: a byte or a token.</param>
    /// <param name="baseline">The name of the baseline.</param>
    /// <param name="config">The figure, which may say otherwise.</param>
    public static Axis Axis(Measure measure, string unit, string baseline, FigureConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var scale = config.YScale ?? (measure == Measure.Perplexity ? AxisScale.Log : AxisScale.Linear);
        var name = measure switch
        {
            Measure.Perplexity => $"Perplexity per {unit} of held-out text, lower is better",
            Measure.Loss => $"Loss of held-out text in nats per {unit}, lower is better",
            Measure.BitsPerByte => "Bits per byte of held-out text, lower is better",
            _ => $"Nats per {unit} more than {baseline}, below 0 is better",
        };
        return new()
        {
            Label = config.YLabel.Length > 0 ? config.YLabel : scale == AxisScale.Log ? $"{name} (log scale)" : name,
            Scale = scale,
            Rules = measure == Measure.Difference ? [0] : [],
        };
    }

    /// <summary>What a measure is of one run.</summary>
    public static double Of(Measure measure, Score score) => measure switch
    {
        Measure.Perplexity => score.Perplexity,
        Measure.Loss => score.Loss,
        Measure.BitsPerByte => score.BitsPerByte,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "a difference has two sides."),
    };
}
