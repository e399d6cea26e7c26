namespace UniMem.Experiments.Sweeps.Planning.Costs;

/// <summary>How long the parts of a run take on one machine, as a calibration measured them. All times in seconds.</summary>
public sealed record RunTiming
{
    /// <summary>From the start of the process to the first step: program, text, model.</summary>
    public required double Start { get; init; }

    /// <summary>One optimizer step once memories are full.</summary>
    public required double Step { get; init; }

    /// <summary>One checkpoint.</summary>
    public required double Checkpoint { get; init; }

    /// <summary>The evaluation at the end.</summary>
    public required double LastEvaluation { get; init; }

    /// <summary>One evaluation before the end.</summary>
    public required double EvaluationOnTheWay { get; init; }
}
