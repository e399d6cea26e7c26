using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning;

namespace UniMem.Experiments.Reports;

/// <summary>In what the runs of a sweep differ, beside what they have in common.</summary>
internal static class ReportDifferences
{
    /// <summary>A table for each configuration of its differences to the first of the baseline, and that one's whole configuration.</summary>
    public static string Body(SweepPlan plan)
    {
        var cells = plan.Runs.DistinctBy(run => run.Label).ToList();
        var first = cells.FirstOrDefault(run => plan.Baseline?.Is(run) == true) ?? cells[0];
        var tables = cells.Where(run => run != first).Select(run => Table(first, run));
        return $"""
            <p>Settings in which each differs from <strong>{Html.Text(first.Label)}</strong>; seeds are left out.</p>
            {string.Concat(tables)}<details><summary>Every setting of {Html.Text(first.FullLabel)}</summary><pre tabindex="0" aria-label="Configuration of {Html.Text(first.FullLabel)}">{Html.Text(first.Run.Yaml)}</pre></details>

            """;
    }

    private static string Table(PlannedRun first, PlannedRun run)
    {
        var differences = ConfigDifference.Between(first.Run.Config, run.Run.Config).Where(d => d.Path is not (SweepAxis.Seed or "method")).ToList();
        var rows = differences.Select(d => $"<tr><th scope=\"row\"><code>{Html.Text(d.Path)}</code></th><td class=\"setting\">{Value(d.Left)}</td><td class=\"setting\">{Value(d.Right)}</td></tr>\n");
        var count = differences.Count == 1 ? "1 setting" : $"{differences.Count} settings";
        return $"""
            <details><summary>{Html.Text(run.Label)}: {count}</summary><div class="wide" tabindex="0" role="region" aria-label="Settings of {Html.Text(run.Label)}"><table>
            <thead><tr><th scope="col">setting</th><th scope="col" class="text">{Html.Text(first.Label)}</th><th scope="col" class="text">{Html.Text(run.Label)}</th></tr></thead>
            <tbody>
            {string.Concat(rows)}</tbody></table></div></details>

            """;
    }

    private static string Value(string? value) => value is null ? "<span class=\"interval\">not set</span>" : $"<code>{Html.Text(value)}</code>";
}
