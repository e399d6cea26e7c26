using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Tests.Statistics;

/// <summary>What R found; Reference/reference.R says how and with which command.</summary>
internal static class RReference
{
    private const string Folder = "tests/UniMem.Experiments.Tests/Statistics/Reference";

    private static readonly Dictionary<string, double> Numbers = CsvTable.Read(Repository.At($"{Folder}/reference.csv")).Rows
        .ToDictionary(row => row["name"], row => row.Double("value"));

    /// <summary>Student's sleep data: hours gained with the second drug more than with the first.</summary>
    public static double[] Sleep { get; } = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];

    /// <summary>Darwin's maize: height of the crossed plant more than its self-fertilised partner's, in eighths of an inch.</summary>
    public static double[] Darwin { get; } = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

    /// <summary>Differences in nats of documents of unequal lengths.</summary>
    public static PairedSample Documents { get; } = Sample(
        [[-3.1, 0.4, -2.2, -5.9, 1.3, -0.7, -4.4, -1.9, -2.6, 0.2, -7.5, -1.1]], [40, 12, 35, 70, 20, 18, 44, 31, 29, 9, 88, 25]);

    /// <summary>Three seeds by five documents of one length.</summary>
    public static PairedSample Crossed { get; } = Sample(
        [[-0.30, -0.12, -0.25, -0.41, -0.09], [-0.22, -0.05, -0.20, -0.33, -0.02], [-0.38, -0.21, -0.29, -0.52, -0.15]], [1, 1, 1, 1, 1]);

    /// <summary>Replicates that R's boot drew of <see cref="Documents"/>.</summary>
    public static double[] Replicates { get; } = [.. CsvTable.Read(Repository.At($"{Folder}/replicates.csv")).Rows.Select(row => row.Double("replicate"))];

    public static double Of(string name) => Numbers[name];

    public static double[] All(string name) => [.. Numbers.Where(number => number.Key.StartsWith(name + ".", StringComparison.Ordinal)).Select(number => number.Value)];

    public static PairedSample Sample(IReadOnlyList<double[]> natsOfSeeds, IReadOnlyList<long> targets) => PairedSample.Of([.. natsOfSeeds.Select(nats =>
        (Scores(nats, targets), Scores(new double[nats.Length], targets)))]);

    public static IEnumerable<DocumentScore> Scores(IReadOnlyList<double> nats, IReadOnlyList<long> targets) => [.. nats.Select((n, i) => new DocumentScore
    {
        Step = 1,
        Split = "validation",
        Document = $"{i:D3}",
        BinStart = 0,
        BinEnd = null,
        Nats = n,
        Targets = targets[i],
        Bytes = targets[i],
    })];
}
