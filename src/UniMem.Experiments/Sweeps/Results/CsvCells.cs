using System.Globalization;

namespace UniMem.Experiments.Sweeps.Results;

/// <summary>Numbers for programs: every digit, and nothing where there is no number.</summary>
internal static class CsvCells
{
    /// <summary>A whole number.</summary>
    public static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A number; empty where it is none or not finite.</summary>
    public static string Text(double? value) => value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";
}
