namespace UniMem.Experiments.Benchmarks;

/// <summary>With whom we are compared.</summary>
public enum BenchmarkRival
{
    /// <summary>Plain PyTorch.</summary>
    Python,
}

/// <summary>What is to be measured.</summary>
public sealed record BenchmarkRequest
{
    /// <summary>Where sizes, methods and rivals stand.</summary>
    public required BenchmarkFiles Files { get; init; }

    /// <summary>Names of sizes.</summary>
    public required IReadOnlyList<string> Sizes { get; init; }

    /// <summary>Names of methods.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Threads of each side. At least 1.</summary>
    public required int Threads { get; init; }

    /// <summary>Turns of each measurement. At least 1.</summary>
    public required int Turns { get; init; }

    /// <summary>By which clock.</summary>
    public BenchmarkClock Clock { get; init; }

    /// <summary>The rival; null for none.</summary>
    public BenchmarkRival? Rival { get; init; }

    /// <summary>How long a side is at work in a turn, about, in seconds.</summary>
    public double TurnSeconds { get; init; } = 0.5;

    /// <summary>Segments of the documents that are read.</summary>
    public int Segments { get; init; } = 4;
}
