using System.Text.Json;
using System.Text.Json.Nodes;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Reports;

/// <summary>What the runs were computed with, as their folders tell.</summary>
internal sealed class ReportEnvironment
{
    private static readonly string[] LeftOut = ["started", "from_step", "run"];

    /// <param name="plan">The sweep.</param>
    /// <param name="folder">Where its runs are.</param>
    public ReportEnvironment(SweepPlan plan, SweepFolder folder) => Values = plan.Runs
        .SelectMany(run => Sessions(folder.Run(run.Id).EnvironmentFile).SelectMany(session => session).DistinctBy(entry => (entry.Key, Text(entry.Value))))
        .Where(entry => !LeftOut.Contains(entry.Key) && Text(entry.Value).Length > 0)
        .GroupBy(entry => entry.Key)
        .Select(group => (group.Key, (IReadOnlyList<(string, int)>)[.. group.GroupBy(entry => Text(entry.Value)).Select(value => (value.Key, value.Count()))]))
        .ToList();

    /// <summary>Each thing recorded with its values and the number of runs that had each.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<(string Value, int Runs)> Found)> Values { get; }

    /// <summary>The values of one thing.</summary>
    public IReadOnlyList<string> Of(string name) => [.. Values.Where(value => value.Name == name).SelectMany(value => value.Found).Select(found => found.Value)];

    /// <summary>A table of them.</summary>
    public string Body() => Values.Count == 0 ? "" : $"""
        <div class="wide"><table><thead><tr><th scope="col">what</th><th scope="col" class="text">value</th></tr></thead><tbody>
        {string.Concat(Values.Select(value => $"<tr><th scope=\"row\">{Html.Text(value.Name.Replace('_', ' '))}</th><td class=\"setting\">{string.Join("<br>", value.Found.Select(found => Html.Text(value.Found.Count == 1 ? found.Value : $"{found.Value} ({found.Runs} runs)")))}</td></tr>\n"))}</tbody></table></div>

        """;

    private static IEnumerable<JsonObject> Sessions(string file)
    {
        try
        {
            return File.Exists(file) && JsonNode.Parse(File.ReadAllText(file)) is JsonArray sessions ? sessions.OfType<JsonObject>() : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private static string Text(JsonNode? value) => value switch
    {
        null or JsonArray { Count: 0 } => "",
        JsonArray list => string.Join("; ", list.Select(Text)),
        JsonObject map => string.Join(", ", map.Select(entry => $"{entry.Key} {Text(entry.Value)}")),
        JsonValue plain when plain.TryGetValue<bool>(out var truth) => truth ? "yes" : "no",
        _ => value.ToString(),
    };
}
