using System.Globalization;

namespace UniMem.Experiments.Benchmarks;

/// <summary>What was found, in sentences that can be quoted.</summary>
public static class BenchmarkVerdict
{
    /// <summary>A sentence or two for each size, with and without a rival.</summary>
    /// <param name="turns">Our side, alone or beside plain PyTorch.</param>
    /// <param name="best">The best published implementation of each method, for each size and work.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<TurnSummary> turns, IReadOnlyList<(string Rival, TurnSummary Summary)> best)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentNullException.ThrowIfNull(best);
        return
        [
            .. turns.GroupBy(turn => turn.First.Size).Select(size => $"**{Title(size.Key)}.** {Plain([.. size])}"),
            .. best.GroupBy(pair => pair.Summary.First.Size).Select(size => $"**{Title(size.Key)}, beside published implementations.** {Published([.. size])}"),
        ];
    }

    private static string Plain(IReadOnlyList<TurnSummary> turns)
    {
        var training = turns.Where(turn => turn.First.Work == BenchmarkWork.Train).ToList();
        var reached = $"{Percent(training, turn => turn.Utilisation.Median)} of the speed of the matrix products alone";
        if (turns.Any(turn => turn.Ratio is null))
        {
            return $"Training reaches {reached}.";
        }

        var slower = turns.Where(turn => turn.Ratio!.Value.Median < 1).ToList();
        return $"Training is {Times(training)} as fast as plain PyTorch that computes the same, and reaches {reached}. "
            + (slower.Count == 0 ? Invariant($"None of {turns.Count} measurements is slower than plain PyTorch.")
                : Invariant($"{slower.Count} of {turns.Count} measurements {(slower.Count == 1 ? "is" : "are")} slower than plain PyTorch: ")
                    + string.Join(", ", slower.Select(turn => Invariant($"{turn.First.Method} {Work(turn)} {turn.Ratio!.Value.Median:F2}"))) + ".");
    }

    private static string Published(IReadOnlyList<(string Rival, TurnSummary Summary)> best)
    {
        var sentences = best.GroupBy(pair => pair.Summary.First.Work).OrderByDescending(work => work.Key == BenchmarkWork.Train).Select(work =>
        {
            var enough = work.Count(pair => PublishedReport.IsEnough(pair.Summary));
            var low = work.Count(pair => PublishedReport.Verdict(pair.Summary) == "the limit is lower");
            return Invariant($"{(work.Key == BenchmarkWork.Train ? "Training is" : "Reading is")} {Times([.. work.Select(pair => pair.Summary)])} as fast as the best of each method, ")
                + Invariant($"twice or more for {enough} of {work.Count()}")
                + (low == 0 ? "." : Invariant($", and the limit is below that for {low}."));
        });
        return string.Join(' ', sentences);
    }

    private static string Times(IReadOnlyCollection<TurnSummary> turns) => Range(turns, turn => turn.Ratio!.Value.Median, number => Invariant($"{number:F2}")) + " times";

    private static string Percent(IReadOnlyCollection<TurnSummary> turns, Func<TurnSummary, double> number) => Range(turns, number, part => Invariant($"{100 * part:F0}")) + " %";

    private static string Range(IReadOnlyCollection<TurnSummary> turns, Func<TurnSummary, double> number, Func<double, string> text)
    {
        var (least, most) = (text(turns.Min(number)), text(turns.Max(number)));
        return least == most ? least : $"{least} to {most}";
    }

    private static string Work(TurnSummary turn) => turn.First.Work.ToString().ToLowerInvariant();

    private static string Title(string size) => char.ToUpperInvariant(size[0]) + size[1..];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
