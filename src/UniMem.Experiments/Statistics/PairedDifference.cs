namespace UniMem.Experiments.Statistics;

/// <summary>How much more or less a method loses than a baseline, in nats per token; below 0 the method is better.</summary>
/// <remarks>
/// The estimate is the same whatever varies: the mean over seeds of total nats over total targets, method less baseline, so that exp of it is
/// a ratio of perplexities. What differs is whose variation the standard error counts: other seeds, other documents, or both. Documents, not
/// tokens, are the independent observations of text, for the tokens of a chapter resemble one another.
/// </remarks>
public static class PairedDifference
{
    /// <summary>Over documents like these, for the seeds at hand.</summary>
    /// <remarks>
    /// Source: the ratio estimator and the variance of its linearisation, Cochran, "Sampling Techniques", 3rd edition, 1977, section 2.11
    /// and chapter 6, without the finite-population factor: with document differences d_i over n_i targets, r = sum d / sum n and
    /// se^2 = K / (K - 1) * sum (d_i - r n_i)^2 / (sum n)^2. Where all n_i are equal it is the paired t-test's standard error.
    /// </remarks>
    public static Estimate ByDocument(PairedSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var (nats, total, freedom) = (sample.NatsOfDocuments, sample.Targets.Sum(), sample.Documents.Count - 1);
        var ratio = nats.Sum() / total;
        var squares = nats.Zip(sample.Targets, (d, n) => Math.Pow(d - (ratio * n), 2)).Sum();
        return new(ratio, freedom == 0 ? double.NaN : Math.Sqrt(squares * (freedom + 1) / freedom) / total, freedom);
    }

    /// <summary>Over other seeds, on the documents at hand: the paired t-test of the seeds' differences.</summary>
    public static Estimate BySeed(PairedSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        var total = sample.Targets.Sum();
        return Estimate.OfMean([.. sample.Nats.Select(seed => seed.Sum() / total)]);
    }

    /// <summary>Over other seeds and other documents, as far as there are several of either.</summary>
    /// <remarks>
    /// Seeds and documents are crossed: every seed's model reads every document. The squared standard error is the sum of the one by seed and
    /// the one by document: t squared is the min F' of Clark, "The language-as-fixed-effect fallacy", Journal of Verbal Learning and Verbal
    /// Behavior 12, 1973. It counts what seed and document do together twice, so it errs towards showing no difference. Clark's degrees of
    /// freedom are Satterthwaite's; see <see cref="CochranCox"/> for those taken here.
    /// </remarks>
    public static Estimate Of(PairedSample sample)
    {
        var (seeds, documents) = (BySeed(sample), ByDocument(sample));
        return double.IsNaN(documents.StandardError) ? seeds
            : double.IsNaN(seeds.StandardError) ? documents
            : CochranCox.Join(seeds, documents);
    }

    /// <summary>One seed's difference over documents.</summary>
    /// <param name="method">Scores of the method; several lines of one document are summed.</param>
    /// <param name="baseline">Scores of the baseline over the same documents and targets.</param>
    /// <exception cref="ArgumentException">The two do not hold the same documents with the same numbers of targets.</exception>
    public static Estimate Of(IEnumerable<DocumentScore> method, IEnumerable<DocumentScore> baseline) => Of(PairedSample.Of(method, baseline));
}
