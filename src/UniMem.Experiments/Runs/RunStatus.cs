using System.Globalization;

namespace UniMem.Experiments.Runs;

/// <summary>How far a run is.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="Loss">Mean nats per token of the last step.</param>
/// <param name="TokensPerSecond">Training speed of late, evaluations left out.</param>
/// <param name="Remaining">Expected time to the end, evaluations included; null before the first step.</param>
/// <param name="SecondsPerStep">Wall time of a step, evaluations and checkpoints included; 0 where it is not known.</param>
public readonly record struct RunStatus(long Step, long Steps, double Loss, double TokensPerSecond, TimeSpan? Remaining, double SecondsPerStep = 0)
{
    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"step {Step}/{Steps}  loss {Loss:F3}  {SpeedText(TokensPerSecond)}{(Remaining is { } left ? $"  {TimeText(left)} left" : "")}");

    /// <summary>A speed for people: <c>12.3k tokens/s</c>.</summary>
    public static string SpeedText(double tokensPerSecond) => tokensPerSecond >= 1000
        ? string.Create(CultureInfo.InvariantCulture, $"{tokensPerSecond / 1000:F1}k tokens/s")
        : string.Create(CultureInfo.InvariantCulture, $"{tokensPerSecond:F0} tokens/s");

    /// <summary>A time for people: <c>1:04:09</c>, <c>4:09</c>.</summary>
    public static string TimeText(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
