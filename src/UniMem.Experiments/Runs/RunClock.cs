using System.Diagnostics;

namespace UniMem.Experiments.Runs;

/// <summary>Measures the speed of a run and tells when it will end.</summary>
/// <param name="completed">Steps done before this process began.</param>
/// <param name="steps">Steps of the whole run.</param>
public sealed class RunClock(long completed, long steps)
{
    private const double Smoothing = 0.05;

    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();
    private double _tokensPerSecond;

    /// <summary>Notes a step.</summary>
    /// <param name="step">Steps done with this one.</param>
    /// <param name="loss">Mean nats per token.</param>
    /// <param name="tokens">Target tokens of the step.</param>
    /// <param name="seconds">Wall time of the step.</param>
    public RunStatus Note(long step, double loss, long tokens, double seconds)
    {
        var speed = tokens / Math.Max(seconds, 1e-9);
        _tokensPerSecond += (_tokensPerSecond == 0 ? 1 : Smoothing) * (speed - _tokensPerSecond);
        var done = Math.Max(1, step - completed);
        return new(step, steps, loss, _tokensPerSecond, _sinceStart.Elapsed * ((double)(steps - step) / done));
    }
}
