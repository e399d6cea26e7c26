using System.Globalization;
using UniMem.Experiments.Tables;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Stages of a step, method beside method.</summary>
internal static class StageTable
{
    /// <summary>Writes it: time, and in parentheses that of the matrix products alone.</summary>
    /// <param name="rows">Of one size.</param>
    public static string Of(IReadOnlyList<StageRow> rows)
    {
        var methods = rows.Select(row => row.Method).Distinct().ToList();
        string[] stages = [.. Enum.GetValues<Stage>().Select(stage => SnakeCase.Of(stage.ToString())), StageRow.Step, StageRow.Overhead];
        return MarkdownTable.Of(["stage", .. methods], [.. stages.Select(stage => (IReadOnlyList<string>)
            [stage, .. methods.Select(method => rows.FirstOrDefault(row => row.Method == method && row.Stage == stage) is { } row ? Cell(row) : "")])]);
    }

    private static string Cell(StageRow row) => row.Products > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{row.All:F1} ({row.Products:F1})")
        : row.All.ToString("F1", CultureInfo.InvariantCulture);
}
