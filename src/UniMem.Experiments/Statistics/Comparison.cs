namespace UniMem.Experiments.Statistics;

/// <summary>A method beside a baseline: the difference, how sure it is, and what it shows.</summary>
/// <remarks>
/// The p-value is Student's for <see cref="Difference"/>, or that of <see cref="CochranCox"/> where seeds and documents are counted. Where
/// documents are the only unit and there are fewer than <see cref="FewDocuments"/>, it is the larger of that and <see cref="SignFlipP"/>,
/// because few documents do not make their mean normal.
/// The verdict goes by the p-value after Holm's correction over the comparisons of the same table, at <see cref="Level"/>.
/// </remarks>
public sealed record Comparison
{
    /// <summary>The level that a corrected p-value must stay below to show a difference.</summary>
    public const double Level = 0.05;

    /// <summary>Documents below which Student's p-value alone is not trusted.</summary>
    public const int FewDocuments = 30;

    private Comparison(PairedSample sample)
    {
        (Seeds, Documents) = (sample.Seeds, sample.Documents.Count);
        (Difference, BySeed, ByDocument) = (PairedDifference.Of(sample), PairedDifference.BySeed(sample), PairedDifference.ByDocument(sample));
        SignFlipP = Documents > 1 ? SignFlipTest.PValue(sample.NatsOfDocuments) : SignFlipTest.PValue([.. sample.Nats.Select(seed => seed[0])]);
        PValue = Unit switch
        {
            ComparedBy.SeedsAndDocuments => CochranCox.PValue(BySeed, ByDocument),
            ComparedBy.Documents when Documents < FewDocuments => Math.Max(Difference.PValue(), SignFlipP),
            _ => Difference.PValue(),
        };
        CorrectedP = PValue;
    }

    /// <summary>Method less baseline in nats per token, with the error that counts every unit there are several of; below 0 is better.</summary>
    public Estimate Difference { get; }

    /// <summary>The same with the error over seeds only, on these documents.</summary>
    public Estimate BySeed { get; }

    /// <summary>The same with the error over documents only, for these seeds.</summary>
    public Estimate ByDocument { get; }

    /// <summary>The 95 % interval of the bootstrap over documents, in nats per token; null where it was not asked for.</summary>
    public (double Low, double High)? Bootstrap { get; private init; }

    /// <summary>Seeds that both were trained with.</summary>
    public int Seeds { get; }

    /// <summary>Documents that both read.</summary>
    public int Documents { get; }

    /// <summary>What the error of <see cref="Difference"/> counts.</summary>
    public ComparedBy Unit => (Seeds > 1, Documents > 1) switch
    {
        (true, true) => ComparedBy.SeedsAndDocuments,
        (true, false) => ComparedBy.Seeds,
        (false, true) => ComparedBy.Documents,
        _ => ComparedBy.Nothing,
    };

    /// <summary>The two-sided p-value before any correction; NaN for one seed and one document.</summary>
    public double PValue { get; }

    /// <summary>The two-sided p-value of the sign-flip test over documents, seeds averaged; over seeds where there is one document.</summary>
    public double SignFlipP { get; }

    /// <summary>The p-value after Holm's correction over the table.</summary>
    public double CorrectedP { get; private init; }

    /// <summary>Cohen's d_z with Hedges' correction over documents, seeds averaged; see <see cref="Statistics.EffectSize"/>.</summary>
    public double EffectSize => Statistics.EffectSize.Of(ByDocument);

    /// <summary>The same over seeds.</summary>
    public double EffectSizeBySeed => Statistics.EffectSize.Of(BySeed);

    /// <summary>What is shown, and no more than that.</summary>
    public Verdict Verdict => !(CorrectedP < Level) ? Verdict.NoDifferenceShown : Difference.Value < 0 ? Verdict.Better : Verdict.Worse;

    /// <summary>Compares, as if it were the only comparison.</summary>
    /// <param name="sample">The pairs.</param>
    /// <param name="bootstrap">Whether to draw the bootstrap's interval too.</param>
    public static Comparison Of(PairedSample sample, bool bootstrap = false)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return new(sample) { Bootstrap = bootstrap ? PairedBootstrap.Interval(sample) : null };
    }

    /// <summary>Corrects the comparisons of one table for their number; those that could not be made are null and stay so.</summary>
    public static IReadOnlyList<Comparison?> Corrected(IReadOnlyList<Comparison?> family)
    {
        var corrected = HolmCorrection.Of([.. family.Select(comparison => comparison?.PValue ?? double.NaN)]);
        return [.. family.Select((comparison, i) => comparison is null ? null : comparison with { CorrectedP = corrected[i] })];
    }
}

/// <summary>The units whose variation a comparison counts.</summary>
public enum ComparedBy
{
    /// <summary>One seed, one document: nothing is known of others.</summary>
    Nothing,

    /// <summary>One seed: other documents are counted, other seeds unknown.</summary>
    Documents,

    /// <summary>One document: other seeds are counted, other documents unknown.</summary>
    Seeds,

    /// <summary>Both.</summary>
    SeedsAndDocuments,
}
