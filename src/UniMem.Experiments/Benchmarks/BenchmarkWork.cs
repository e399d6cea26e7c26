using System.Diagnostics;

namespace UniMem.Experiments.Benchmarks;

/// <summary>What is timed.</summary>
public enum BenchmarkWork
{
    /// <summary>Forward passes, segment after segment, with memory carried on.</summary>
    Forward,

    /// <summary>Optimizer steps: forward and backward through a window, clipping, AdamW.</summary>
    Train,

    /// <summary>Evaluations of whole documents from their beginning, one side by side with the next.</summary>
    Evaluate,
}

/// <summary>How long some work took.</summary>
/// <param name="Wall">Seconds by the clock on the wall.</param>
/// <param name="Processor">Seconds that all threads of the process were at work, together.</param>
/// <param name="Tokens">Tokens read.</param>
/// <param name="Value">What it computed last: a logit, or a loss in nats for a token.</param>
public readonly record struct Measurement(double Wall, double Processor, long Tokens, double Value)
{
    /// <summary>Seconds by a clock.</summary>
    public double Seconds(BenchmarkClock clock) => clock == BenchmarkClock.Wall ? Wall : Processor;

    /// <summary>Seconds for a token.</summary>
    public double PerToken(BenchmarkClock clock) => Seconds(clock) / Tokens;
}

/// <summary>Begins to count when it is made.</summary>
public readonly struct BenchmarkTimer()
{
    private readonly long _wall = Stopwatch.GetTimestamp();
    private readonly TimeSpan _processor = Environment.CpuUsage.TotalTime;

    /// <summary>Seconds on the wall since then.</summary>
    public double Wall => Stopwatch.GetElapsedTime(_wall).TotalSeconds;

    /// <summary>Seconds that the threads of this process were at work since then.</summary>
    public double Processor => (Environment.CpuUsage.TotalTime - _processor).TotalSeconds;

    /// <summary>Seconds since then.</summary>
    public double Seconds(BenchmarkClock clock) => clock == BenchmarkClock.Wall ? Wall : Processor;
}

/// <summary>By which clock work is timed.</summary>
public enum BenchmarkClock
{
    /// <summary>The clock on the wall.</summary>
    Wall,

    /// <summary>
    /// The time that the process' threads were at work: with one thread a fair measure on a machine that others use as well, and with several
    /// none, for threads that wait for each other count as well.
    /// </summary>
    Processor,
}
