using System.Diagnostics;
using System.Runtime.InteropServices;

namespace UniMem.Native;

/// <summary>Measures how long the stages of training take, forward and backward; one at a time.</summary>
/// <remarks>
/// Backward work belongs to the stage in which its node of the graph was made. Where the native library is missing, the times backward are 0
/// and all of the backward pass counts for the stage that was entered before it.
/// </remarks>
public sealed class StageTimes
{
    private readonly double[] _forward;
    private readonly bool _native = NativeLibrary.IsAvailable;
    private readonly Func<double> _clock;
    private double _since;
    private int _stage;

    /// <param name="count">Stages; the first one is entered at once.</param>
    /// <param name="rest">The stage to which backward work belongs that no stage has made: sums of gradients, and what is between nodes.</param>
    /// <param name="processor">Whether the time is meant that the threads of the process are at work, and not that on the wall.</param>
    /// <exception cref="ExternalException">Another one is at work.</exception>
    public StageTimes(int count, int rest, bool processor = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rest, count);
        _forward = new double[count];
        var wall = Stopwatch.StartNew();
        _clock = processor ? () => Environment.CpuUsage.TotalTime.TotalSeconds : () => wall.Elapsed.TotalSeconds;
        _since = _clock();
        if (_native)
        {
            NativeLibrary.BeginStages(count, rest, processor);
        }
    }

    /// <summary>From here on this stage is at work.</summary>
    public void Enter(int stage)
    {
        if (_native)
        {
            NativeLibrary.EnterStage(stage);
            return;
        }

        var now = _clock();
        _forward[_stage] += now - _since;
        (_stage, _since) = (stage, now);
    }

    /// <summary>Ends: seconds of each stage.</summary>
    public (IReadOnlyList<double> Forward, IReadOnlyList<double> Backward) End()
    {
        if (_native)
        {
            return NativeLibrary.EndStages(_forward.Length);
        }

        Enter(_stage);
        return (_forward, new double[_forward.Length]);
    }
}
