using System.Globalization;

namespace UniMem.Experiments.Sweeps.Planning.Costs;

/// <summary>Says durations in words.</summary>
public static class Duration
{
    /// <summary>Such as <c>34 s</c>, <c>12 min 30 s</c>, <c>3 h 20 min</c>, <c>2 d 4 h</c>.</summary>
    /// <param name="seconds">The duration, at least 0.</param>
    public static string Of(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        return FormattableString.Invariant(time switch
        {
            { TotalMinutes: < 1 } => $"{time.Seconds} s",
            { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
            { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} min",
            _ => (FormattableString)$"{(int)time.TotalDays} d {time.Hours} h",
        });
    }
}
