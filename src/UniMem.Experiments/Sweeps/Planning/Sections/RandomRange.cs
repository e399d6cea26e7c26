using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning.Sections;

/// <summary>
/// What a setting is drawn from: <c>{log: [1.0e-4, 1.0e-2]}</c>, <c>{linear: [0, 0.3]}</c>, <c>{integer: [1, 8]}</c>, <c>{log_integer: [16, 1024]}</c>,
/// ends included, or <c>{choice: [a, b]}</c>.
/// </summary>
/// <remarks>
/// A draw depends on the seed, the setting and its number and on nothing else: more draws, or one more setting, leave those before as they were.
/// Real numbers are rounded to four significant digits.
/// </remarks>
internal sealed class RandomRange
{
    private static readonly string[] Kinds = ["log", "linear", "integer", "log_integer", "choice"];

    private readonly Func<double, ConfigNode> _at;

    private RandomRange(Func<double, ConfigNode> at) => _at = at;

    public static RandomRange Read(ConfigNode written, string place)
    {
        if (written is not ConfigMap { Entries: [var only] })
        {
            throw written.Location.Wrong(place, $"expected one range, such as {{log: [1.0e-4, 1.0e-2]}}; got {written.Describe()}. Known: {string.Join(", ", Kinds)}.");
        }

        var at = $"{place}.{only.Key}";
        if (!Kinds.Contains(only.Key))
        {
            throw only.Location.Wrong(at, $"no such range{NearestName.Hint(only.Key, Kinds)}");
        }

        if (only.Value is not ConfigList { Items.Count: > 1 } list)
        {
            throw only.Value.Location.Wrong(at, only.Key == "choice" ? "expected a list of two values or more." : $"expected two numbers [LOW, HIGH]; got {only.Value.Describe()}.");
        }

        if (only.Key == "choice")
        {
            return new(u => list.Items[Math.Min(list.Items.Count - 1, (int)(u * list.Items.Count))]);
        }

        var (low, high) = Ends(list, at, whole: only.Key is "integer" or "log_integer", positive: only.Key is "log" or "log_integer");
        return new(only.Key switch
        {
            "log" => u => Real(low * Math.Pow(high / low, u)),
            "linear" => u => Real(low + (u * (high - low))),
            "integer" => u => Whole(Math.Min(high, Math.Floor(low + (u * (high - low + 1))))),
            _ => u => Whole(Math.Min(high, Math.Floor(low * Math.Pow((high + 1) / low, u)))),
        });
    }

    /// <summary>A value from the range.</summary>
    public ConfigNode Draw(long seed, string path, int number)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{seed}/{path}/{number}")));
        return _at((BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) * Math.Pow(2, -53));
    }

    private static (double Low, double High) Ends(ConfigList list, string at, bool whole, bool positive)
    {
        var ends = list.Items.Select(item => Number(item, at, whole)).ToList();
        if (ends.Count != 2)
        {
            throw list.Location.Wrong(at, string.Create(CultureInfo.InvariantCulture, $"expected two numbers [LOW, HIGH]; got {ends.Count}."));
        }

        if (ends[0] >= ends[1])
        {
            throw list.Location.Wrong(at, FormattableString.Invariant(ends[0] == ends[1]
                ? (FormattableString)$"both ends are {ends[0]}, so that there is nothing to draw; set the value outside of random."
                : $"the range stands reversed; write [{ends[1]}, {ends[0]}]."));
        }

        return positive && ends[0] <= 0
            ? throw list.Location.Wrong(at, string.Create(CultureInfo.InvariantCulture, $"begins at {ends[0]}; on a log scale both ends lie above 0."))
            : (ends[0], ends[1]);
    }

    private static double Number(ConfigNode node, string at, bool whole)
    {
        var format = ValueFormat.Of(whole ? typeof(long) : typeof(double))!;
        return format.Read(node) is { } value
            ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
            : throw node.Location.Wrong(at, $"expected {format.Expected}; got {node.Describe()}.");
    }

    private static ConfigNode Real(double value) =>
        ValueFormat.Of(typeof(double))!.Write(double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    private static ConfigNode Whole(double value) => ValueFormat.Of(typeof(long))!.Write((long)value);
}
