using System.Globalization;
using System.Text.Json.Nodes;

namespace UniMem.Experiments.Runs;

/// <summary>One time that a run was started or resumed, as its <c>environment.json</c> tells it.</summary>
/// <param name="Started">When, in UTC.</param>
/// <param name="FromStep">Steps that had been done before.</param>
/// <param name="Threads">Threads of one operator, in each process; the last bits of the results depend on it.</param>
/// <param name="Processes">How many processes divided the run; the last bits depend on that too.</param>
public sealed record EnvironmentSession(DateTimeOffset Started, long FromStep, int Threads, int Processes)
{
    internal static EnvironmentSession Of(JsonObject entry) => new(
        DateTimeOffset.TryParse((string?)entry["started"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var started) ? started : default,
        (long?)entry["from_step"] ?? 0,
        (int?)entry["threads"] ?? 0,
        (int?)entry["processes"] ?? 1);
}
