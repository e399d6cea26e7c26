using System.Globalization;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Probes;

/// <summary>Writes <c>probes.csv</c>; <c>docs/probes.md</c> says what its columns mean.</summary>
public static class ProbeTable
{
    /// <summary>The names of the columns, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "run", "label", "method", "seed", "probe", "memory", "setting", "value", "trained", "overrides", "step", "split", "documents", "targets",
        "bytes", "nats", "perplexity", "bits_per_byte", "tokens_per_target", "difference", "difference_low", "difference_high", "verdict",
        "seconds", "scores",
    ];

    /// <summary>Replaces the table.</summary>
    public static void Write(string path, IReadOnlyList<ProbeResult> results)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        CsvTable.Write(path, Columns, results.Select(result => Row(result, folder)));
    }

    private static string[] Row(ProbeResult result, string folder)
    {
        var (run, probe, score) = (result.Run, result.Probe, result.Evaluation.Score);
        var first = result.Evaluation.Scores[0];
        return
        [
            run.Id, run.Label, run.Config.Method, Text(run.Config.Seed),
            SnakeCase.Of(probe.Kind.ToString()), probe.Memory, probe.Setting, probe.Value, probe.Trained, probe.Words(run.Trained.Always),
            Text(first.Step), first.Split, Text(result.Evaluation.Scores.Select(s => s.Document).Distinct().LongCount()), Text(score.Targets), Text(score.Bytes),
            Text(score.Nats), Text(score.Perplexity), Text(score.BitsPerByte), Text(result.TokensPerTarget),
            .. probe.Kind == ProbeKind.Own ? (string[])["", "", "", ""] : Difference(result),
            result.Evaluation.Seconds.ToString("F3", CultureInfo.InvariantCulture),
            Path.GetRelativePath(folder, result.ScoresFile).Replace('\\', '/'),
        ];
    }

    private static string[] Difference(ProbeResult result)
    {
        var (low, high) = result.Difference.Interval();
        return [Text(result.Difference.Value), Text(low), Text(high), VerdictText.Of(result.Verdict)];
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
}
