using System.Text.Json.Nodes;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Benchmarks;

/// <summary>How sides of a comparison are asked to work, and the products alone.</summary>
internal static class SideMeasurement
{
    private const int MostTimes = 1000;

    /// <summary>Has a side do some work so many times.</summary>
    public static Measurement Measure(this BenchmarkProcess side, BenchmarkWork work, int times)
    {
        var answer = side.Ask(new() { ["do"] = "measure", ["what"] = Name(work), ["times"] = times });
        return new((double)answer["wall"]!, (double)answer["processor"]!, (long)answer["tokens"]!, (double)answer["value"]!);
    }

    /// <summary>Warms sides up, and says how often each must work to be busy for so long: as often as the slowest.</summary>
    public static int Warm(IReadOnlyList<BenchmarkProcess> sides, BenchmarkWork work, double seconds)
    {
        var longest = sides.Max(side =>
        {
            side.Measure(work, 1);
            return side.Measure(work, 1).Wall;
        });
        var times = (int)Math.Clamp(Math.Ceiling(seconds / longest), 1, MostTimes);
        foreach (var side in sides)
        {
            // A turn that does not count: by then our code is compiled for good.
            side.Measure(work, times);
        }

        return times;
    }

    /// <summary>Seconds and operations for a token of the products that some work needs.</summary>
    public static (double Seconds, double Flops) Products(this BenchmarkProcess worker, BenchmarkWork work, BenchmarkClock clock)
    {
        var products = worker.Ask(new() { ["do"] = "products", ["what"] = Name(work), ["clock"] = Name(clock) });
        var tokens = (double)products["tokens"]!;
        return ((double)products["seconds"]! / tokens, (double)products["flops"]! / tokens);
    }

    /// <summary>A value as requests name it.</summary>
    public static string Name(Enum value) => SnakeCase.Of(value.ToString());
}
