using UniMem.Experiments.Runs;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Figures;

/// <summary>How many tokens a run had seen, and how long it had been training, at each of its steps.</summary>
public sealed class RunCourse
{
    private readonly IReadOnlyDictionary<long, long> _tokens;
    private readonly IReadOnlyDictionary<long, double> _seconds;

    private RunCourse(IReadOnlyDictionary<long, long> tokens, IReadOnlyDictionary<long, double> seconds, IReadOnlyList<(long Step, double Loss)> losses) =>
        (_tokens, _seconds, Losses) = (tokens, seconds, losses);

    /// <summary>The training loss of each step, in nats per token.</summary>
    public IReadOnlyList<(long Step, double Loss)> Losses { get; }

    /// <summary>Reads it from a run's tables.</summary>
    public static RunCourse Read(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var metrics = Rows(folder.MetricsFile);
        var (seconds, sum) = (new Dictionary<long, double>(), 0.0);
        foreach (var row in Rows(folder.TimingFile))
        {
            seconds[row.Long("step")] = sum += row.Double("seconds");
        }

        var tokens = new Dictionary<long, long>();
        foreach (var row in metrics)
        {
            tokens[row.Long("step")] = row.Long("tokens");
        }

        return new(tokens, seconds, [.. metrics.Select(row => (row.Long("step"), row.Double("loss")))]);
    }

    /// <summary>Target tokens seen up to a step; NaN where it is not known.</summary>
    public double Tokens(long step) => step == 0 ? 0 : _tokens.TryGetValue(step, out var tokens) ? tokens : double.NaN;

    /// <summary>Seconds of training up to a step, evaluations left out; NaN where it is not known.</summary>
    public double Seconds(long step) => step == 0 ? 0 : _seconds.TryGetValue(step, out var seconds) ? seconds : double.NaN;

    private static IReadOnlyList<CsvRow> Rows(string path) => File.Exists(path) ? CsvTable.Read(path).Rows : [];
}
