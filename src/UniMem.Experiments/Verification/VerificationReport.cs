using System.Globalization;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Verification;

/// <summary>How far one array of a case is from ours.</summary>
/// <param name="Name">As the case has it.</param>
/// <param name="Error">
/// Largest difference divided by the largest magnitude in the case's array (by 1 where that is all zeros); infinity for what is no
/// number; null
/// when there is nothing of ours to compare with.
/// </param>
/// <param name="Skipped">Whether it was asked to be left out.</param>
public sealed record ArrayError(string Name, double? Error, bool Skipped);

/// <summary>The outcome of a verification.</summary>
/// <param name="Arrays">In the order of the case.</param>
/// <param name="Tolerance">Largest error that passes.</param>
public sealed record VerificationReport(IReadOnlyList<ArrayError> Arrays, double Tolerance)
{
    /// <summary>Whether every array that was not skipped was compared and is within the tolerance, and there was one at all.</summary>
    public bool Passed => Arrays.Any(array => !array.Skipped) && Arrays.All(array => array.Skipped || array.Error <= Tolerance);

    /// <summary>Largest error among compared arrays whose names begin so; null when there is none.</summary>
    public double? Largest(string prefix) =>
        Arrays.Where(array => !array.Skipped && array.Name.StartsWith(prefix, StringComparison.Ordinal)).Max(array => array.Error);

    /// <summary>A table of all arrays, and a line that sums it up.</summary>
    public string Text() => MarkdownTable.Of(["array", "relative error", "verdict"], [.. Arrays.Select(Row)]) + "\n" + Summary() + "\n";

    private string[] Row(ArrayError array) =>
        [array.Name, array.Error?.ToString("0.0e+00", CultureInfo.InvariantCulture) ?? "-", Verdict(array)];

    private string Verdict(ArrayError array) => array switch
    {
        { Skipped: true } => "skipped",
        { Error: null } => "not compared",
        _ => array.Error <= Tolerance ? "ok" : "differs",
    };

    private string Summary()
    {
        var verdicts = Arrays.CountBy(Verdict).ToDictionary();
        var counts = new[] { "ok", "differs", "not compared", "skipped" }.Where(verdicts.ContainsKey)
            .Select(verdict => $"{verdicts[verdict]} {verdict}");
        return string.Create(
            CultureInfo.InvariantCulture,
                $"{(Passed ? "passed" : "FAILED")}: {string.Join(", ", counts)} (tolerance {Tolerance:0.0e+00}).");
    }
}
