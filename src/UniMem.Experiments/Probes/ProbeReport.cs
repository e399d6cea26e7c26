using System.Globalization;
using UniMem.Data;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Probes;

/// <summary>Writes what probes have found: <c>probes.csv</c> for programs, <c>probes.md</c> for people.</summary>
public static class ProbeReport
{
    private static readonly string[] Columns =
        ["given at evaluation", "perplexity", "bits per byte", "nats per byte against its own", "95 % interval", "verdict", "tokens read per token"];

    /// <summary>Writes both, and says the second.</summary>
    /// <param name="set">What was probed.</param>
    /// <param name="results">What was found.</param>
    /// <param name="output">Is told the text and the paths.</param>
    public static void Write(ProbedSet set, IReadOnlyList<ProbeResult> results, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(output);
        var (table, text) = (Path.Combine(set.Folder, "probes.csv"), Path.Combine(set.Folder, "probes.md"));
        ProbeTable.Write(table, results);
        var told = Text(set, results);
        WholeFile.Write(text, $"# {set.Name}: what memory was given at evaluation\n\n{told}");
        output.WriteLine(told);
        output.WriteLine(Configuration.ConfigFiles.Shown(text));
        output.WriteLine(Configuration.ConfigFiles.Shown(table));
    }

    /// <summary>The interval of a difference, such as <c>+0.2901 to +0.3142</c>.</summary>
    internal static string Interval(Estimate difference) => difference.Interval() is var (low, high) && double.IsNaN(low)
        ? "one document"
        : $"{Signed(low)} to {Signed(high)}";

    /// <summary>A difference with its sign.</summary>
    internal static string Signed(double value) => value.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    private static string Text(ProbedSet set, IReadOnlyList<ProbeResult> results)
    {
        var runs = results.GroupBy(result => result.Run).Select(run => run.ToList()).ToList();
        var findings = runs.Select(ProbeFindings.Of).OfType<string>().ToList();
        string[] parts =
        [
            .. runs.Select(Section),
            FairBaseline.Of(results),
            findings.Count == 0 ? "" : "## Findings\n\n" + string.Concat(findings.Select(finding => $"- {finding}\n"))
                + "\nIntervals are over documents, for the weights at hand: other seeds have other weights. Another document's memory is as long and stands at the "
                + "same positions; which document that is, docs/probes.md says. Each comparison stands alone; nothing is corrected for their number.\n",
            set.Missing.Count == 0 ? "" : $"Not trained to the end, so not probed: {string.Join("; ", set.Missing)}.\n",
        ];
        return string.Join('\n', parts.Where(part => part.Length > 0));
    }

    private static string Section(IReadOnlyList<ProbeResult> results)
    {
        var (run, score) = (results[0].Run, results[0].Evaluation.Score);
        var first = results[0].Evaluation.Scores[0];
        var documents = results[0].Evaluation.Scores.Select(s => s.Document).Distinct().Count();
        return string.Create(CultureInfo.InvariantCulture, $"## {run.FullLabel}\n\n{documents} {first.Split} documents, {score.Targets:N0} tokens to foresee, after step {first.Step}.\n\n")
            + MarkdownTable.Of(Columns, [.. results.Select(Row)]);
    }

    private static string[] Row(ProbeResult result) =>
    [
        result.Probe.ToString(),
        result.Evaluation.Score.Perplexity.ToString("F3", CultureInfo.InvariantCulture),
        result.Evaluation.Score.BitsPerByte.ToString("F3", CultureInfo.InvariantCulture),
        .. result.Probe.Kind == ProbeKind.Own ? ["", "", ""]
            : result.IsIdentical ? (string[])["0", "", result.Probe.Value == result.Probe.Trained ? "" : "not a number changes"]
            : [Signed(result.Difference.Value), Interval(result.Difference), VerdictText.Of(result.Verdict)],
        result.TokensPerTarget.ToString("F2", CultureInfo.InvariantCulture),
    ];
}
