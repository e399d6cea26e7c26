using System.Globalization;

namespace UniMem.Experiments.Benchmarks;

/// <summary>What the turns of one measurement say together.</summary>
/// <param name="turns">At least one, all of the same work.</param>
public sealed class TurnSummary(IReadOnlyList<TurnResult> turns)
{
    /// <summary>What was measured.</summary>
    public TurnResult First => turns[0];

    /// <summary>Our tokens a second.</summary>
    public Spread Speed => Spread.Of(turns.Select(turn => 1 / turn.Ours));

    /// <summary>The rival's; null without one.</summary>
    public Spread? RivalSpeed => Of(turn => 1 / turn.Rival);

    /// <summary>How many times faster we are; null without a rival.</summary>
    public Spread? Ratio => Of(turn => turn.Ratio);

    /// <summary>How many times faster than the rival the matrix products alone are.</summary>
    public Spread? Limit => Of(turn => turn.Limit);

    /// <summary>Part of our time in which the matrix products could have been done; how much of the limit is reached.</summary>
    public Spread Utilisation => Spread.Of(turns.Select(turn => turn.Utilisation));

    /// <summary>The same of the rival.</summary>
    public Spread? RivalUtilisation => Of(turn => turn.RivalUtilisation);

    /// <summary>For people who look on.</summary>
    public string Line => string.Create(CultureInfo.InvariantCulture, $"{First.Work.ToString().ToLowerInvariant(),-9}{Speed.Median,8:F0} tokens/s")
        + (Ratio is not { } ratio ? "" : string.Create(CultureInfo.InvariantCulture, $", the rival {RivalSpeed!.Value.Median,6:F0}: {ratio.Median:F2} times ({ratio.Least:F2} to {ratio.Most:F2}), limit {Limit!.Value.Median:F2}"))
        + string.Create(CultureInfo.InvariantCulture, $", {100 * Utilisation.Median:F0} % of the limit reached");

    private Spread? Of(Func<TurnResult, double?> number) =>
        turns.Any(turn => turn.Rival is null) ? null : Spread.Of(turns.Select(turn => number(turn)!.Value));
}
