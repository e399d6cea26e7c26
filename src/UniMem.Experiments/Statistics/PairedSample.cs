namespace UniMem.Experiments.Statistics;

/// <summary>Losses of two methods on the same documents under the same seeds, less each other.</summary>
public sealed class PairedSample
{
    private PairedSample(IReadOnlyList<string> documents, IReadOnlyList<double> targets, IReadOnlyList<IReadOnlyList<double>> nats) =>
        (Documents, Targets, Nats) = (documents, targets, nats);

    /// <summary>The documents, by name.</summary>
    public IReadOnlyList<string> Documents { get; }

    /// <summary>Targets of each document, in tokens; above 0.</summary>
    public IReadOnlyList<double> Targets { get; }

    /// <summary>Method less baseline in nats: for each seed, the total of each document.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Nats { get; }

    /// <summary>Seeds that both were trained with.</summary>
    public int Seeds => Nats.Count;

    /// <summary>The total of each document, averaged over the seeds, in nats.</summary>
    public IReadOnlyList<double> NatsOfDocuments => [.. Documents.Select((_, document) => Nats.Average(seed => seed[document]))];

    /// <summary>Pairs one seed's scores.</summary>
    public static PairedSample Of(IEnumerable<DocumentScore> method, IEnumerable<DocumentScore> baseline) => Of([(method, baseline)]);

    /// <summary>Pairs the scores of several seeds; several lines of one document are summed.</summary>
    /// <param name="seeds">At least one: scores of the method and of the baseline trained with the same seed.</param>
    /// <exception cref="ArgumentException">Not all of them hold the same documents with the same numbers of targets, or there are none.</exception>
    public static PairedSample Of(IReadOnlyList<(IEnumerable<DocumentScore> Method, IEnumerable<DocumentScore> Baseline)> seeds)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentOutOfRangeException.ThrowIfZero(seeds.Count);
        var totals = seeds.Select(seed => (Method: ByDocument(seed.Method), Baseline: ByDocument(seed.Baseline))).ToList();
        var first = totals[0].Baseline;
        foreach (var other in totals.SelectMany(pair => new[] { pair.Method, pair.Baseline }))
        {
            Refuse(first, other);
        }

        var documents = first.Where(document => document.Value.Targets > 0).Select(document => document.Key).ToList();
        return documents.Count == 0
            ? throw new ArgumentException("the runs were evaluated on no text that could be compared.")
            : new(
                documents,
                [.. documents.Select(document => (double)first[document].Targets)],
                [.. totals.Select(pair => documents.Select(document => pair.Method[document].Nats - pair.Baseline[document].Nats).ToArray())]);
    }

    private static void Refuse(SortedDictionary<string, Score> ours, SortedDictionary<string, Score> theirs)
    {
        var odd = ours.Keys.Except(theirs.Keys).Concat(theirs.Keys.Except(ours.Keys)).FirstOrDefault()
            ?? ours.Keys.FirstOrDefault(document => ours[document].Targets != theirs[document].Targets);
        if (odd is not null)
        {
            throw new ArgumentException($"the two runs were not evaluated on the same text: document '{odd}' differs.");
        }
    }

    private static SortedDictionary<string, Score> ByDocument(IEnumerable<DocumentScore> scores) =>
        new(scores.GroupBy(s => s.Document).ToDictionary(g => g.Key, g => Score.Of(g)), StringComparer.Ordinal);
}
