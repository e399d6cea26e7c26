using System.Globalization;

namespace UniMem.Experiments.Benchmarks;

/// <summary>What we want of our speed, and where it is missed.</summary>
/// <remarks>
/// Never slower than plain PyTorch; 80 % of the limit, or twice the rival where the limit is above 2.5; at most 5 % of a step of the medium size
/// for what is not arithmetic.
/// </remarks>
public static class BenchmarkTargets
{
    private const double OfLimit = 0.8;
    private const double HighLimit = 2.5;
    private const double AtHighLimit = 2;
    private const double MostOverhead = 0.05;

    /// <summary>A sentence for each target missed, with the stage that holds most time beyond its matrix products; one if none is.</summary>
    /// <param name="turns">Of one size.</param>
    /// <param name="stages">Of the same size.</param>
    public static IReadOnlyList<string> Missed(IReadOnlyList<TurnSummary> turns, IReadOnlyList<StageRow> stages)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(stages);
        string[] missed = [.. turns.Select(turn => Missed(turn, stages)).OfType<string>(), .. Overheads(stages)];
        return missed.Length > 0 ? missed : ["none."];
    }

    /// <summary>The stage with most time beyond its products.</summary>
    /// <param name="stages">Of one method at one size.</param>
    /// <param name="forward">Whether the way forward alone counts; then not the loss, which makes its gradients there.</param>
    public static StageRow? Worst(IEnumerable<StageRow> stages, bool forward) => stages
        .Where(stage => stage.Stage is not (StageRow.Step or StageRow.Overhead) && !(forward && stage.Stage is "optimizer" or "between" or "loss"))
        .MaxBy(stage => forward ? stage.Forward - (stage.Products / 3) : stage.Excess);

    private static string? Missed(TurnSummary turn, IReadOnlyList<StageRow> stages)
    {
        if (turn is not { Ratio: { } ratio, Limit: { } limit })
        {
            return null;
        }

        var aim = limit.Median > HighLimit ? AtHighLimit / limit.Median : OfLimit;
        var why = ratio.Median < 1 ? Invariant($"slower than plain PyTorch, {ratio.Median:F2} times")
            : turn.Utilisation.Median < aim ? Invariant($"{100 * turn.Utilisation.Median:F0} % of the limit, where {100 * aim:F0} % is wanted")
            : null;
        if (why is null)
        {
            return null;
        }

        var forward = turn.First.Work != BenchmarkWork.Train;
        var worst = Worst(stages.Where(stage => stage.Method == turn.First.Method), forward);
        return $"{turn.First.Method}, {turn.First.Work.ToString().ToLowerInvariant()}: {why}."
            + (worst is null ? "" : Invariant($" Most time beyond products is in {worst.Stage}: {(forward ? worst.Forward : worst.All):F1} ms of a step, with {(forward ? worst.Products / 3 : worst.Products):F1} ms of products."));
    }

    private static IEnumerable<string> Overheads(IReadOnlyList<StageRow> stages) =>
        from step in stages
        where step.Stage == StageRow.Step && step.Size == "medium"
        from overhead in stages
        where overhead.Stage == StageRow.Overhead && overhead.Method == step.Method && overhead.All > MostOverhead * step.All
        select Invariant($"{step.Method}: {overhead.All:F1} ms of a step of {step.All:F0} ms is no arithmetic, more than {100 * MostOverhead:F0} %.");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
