using System.Globalization;
using UniMem.Components;

namespace UniMem.Training;

/// <summary>Checks of numbers that a configuration file gives, with messages that name the key, the value and what would do.</summary>
internal static class Ranges
{
    public static void AtLeast(string path, long value, long least)
    {
        if (value < least)
        {
            throw new ConfigurationException(path, $"{Text(value)} is too small; it must be at least {Text(least)}.");
        }
    }

    public static void Positive(string path, double value)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new ConfigurationException(path, $"{Text(value)} will not do; it must be a number above 0.");
        }
    }

    public static void NotNegative(string path, double value)
    {
        if (!(value >= 0 && double.IsFinite(value)))
        {
            throw new ConfigurationException(path, $"{Text(value)} will not do; it must be a number of at least 0.");
        }
    }

    public static void Fraction(string path, double value)
    {
        if (value is not (>= 0 and <= 1))
        {
            throw new ConfigurationException(path, $"{Text(value)} will not do; it must lie between 0 and 1, both included.");
        }
    }

    public static void Decay(string path, double value)
    {
        if (value is not (>= 0 and < 1))
        {
            throw new ConfigurationException(path, $"{Text(value)} will not do; it must be at least 0 and below 1.");
        }
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
