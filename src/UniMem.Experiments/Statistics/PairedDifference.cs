namespace UniMem.Experiments.Statistics;

/// <summary>How much more or less a method loses than a baseline on the same documents.</summary>
/// <remarks>
/// <para>
/// The estimate is the difference of the two mean losses, each the total nats over the total targets, so exp of it is the ratio of the two
/// perplexities. Documents, not tokens, are the independent observations: the tokens of a chapter resemble one another.
/// </para>
/// <para>
/// Source: the ratio estimator and the variance of its linearisation, Cochran, "Sampling Techniques", 3rd edition, 1977, section 2.11 and
/// chapter 6, without the finite-population factor: with document differences d_i over n_i targets, r = sum d / sum n and
/// se^2 = K / (K - 1) * sum (d_i - r n_i)^2 / (sum n)^2. Where all n_i are equal it is the paired t-test's standard error.
/// </para>
/// </remarks>
public static class PairedDifference
{
    /// <summary>Difference in nats per token, method less baseline; below 0 the method is better.</summary>
    /// <param name="method">Scores of the method; several lines of one document are summed.</param>
    /// <param name="baseline">Scores of the baseline over the same documents and targets.</param>
    /// <exception cref="ArgumentException">The two do not hold the same documents with the same numbers of targets.</exception>
    public static Estimate Of(IEnumerable<DocumentScore> method, IEnumerable<DocumentScore> baseline)
    {
        var (ours, theirs) = (ByDocument(method), ByDocument(baseline));
        var odd = ours.Keys.Except(theirs.Keys).Concat(theirs.Keys.Except(ours.Keys)).FirstOrDefault()
            ?? ours.Keys.FirstOrDefault(document => ours[document].Targets != theirs[document].Targets);
        if (odd is not null)
        {
            throw new ArgumentException($"the two runs were not evaluated on the same text: document '{odd}' differs.");
        }

        var pairs = ours.Where(d => d.Value.Targets > 0)
            .Select(d => (Difference: d.Value.Nats - theirs[d.Key].Nats, Targets: (double)d.Value.Targets))
            .ToList();
        var targets = pairs.Sum(p => p.Targets);
        var ratio = pairs.Sum(p => p.Difference) / targets;
        var freedom = Math.Max(0, pairs.Count - 1);
        var squares = pairs.Sum(p => Math.Pow(p.Difference - (ratio * p.Targets), 2));
        var error = freedom == 0 ? double.NaN : Math.Sqrt(squares * pairs.Count / freedom) / targets;
        return new(ratio, error, freedom);
    }

    /// <summary>What the difference shows, and no more than that.</summary>
    /// <param name="difference">Method less baseline, in nats.</param>
    /// <remarks>
    /// A difference counts when it is more than twice its standard error away from 0 and its 95 % interval of Student's t leaves 0 out: the
    /// second is the stricter one below 60 degrees of freedom. Each comparison stands alone; nothing is corrected for their number.
    /// </remarks>
    public static Verdict VerdictOf(Estimate difference)
    {
        var beyond = Math.Max(2 * difference.StandardError, difference.DegreesOfFreedom == 0 ? double.NaN : difference.HalfWidth());
        return difference.Value < -beyond ? Verdict.Better
            : difference.Value > beyond ? Verdict.Worse
            : Verdict.NoDifferenceShown;
    }

    private static SortedDictionary<string, Score> ByDocument(IEnumerable<DocumentScore> scores) =>
        new(scores.GroupBy(s => s.Document).ToDictionary(g => g.Key, g => Score.Of(g)), StringComparer.Ordinal);
}

/// <summary>What a comparison shows.</summary>
public enum Verdict
{
    /// <summary>Neither is shown to be better.</summary>
    NoDifferenceShown,

    /// <summary>The method loses less than the baseline.</summary>
    Better,

    /// <summary>The method loses more than the baseline.</summary>
    Worse,
}

/// <summary>Verdicts in words.</summary>
public static class VerdictText
{
    /// <summary>As tables write it.</summary>
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Better => "better",
        Verdict.Worse => "worse",
        _ => "no difference shown",
    };
}
