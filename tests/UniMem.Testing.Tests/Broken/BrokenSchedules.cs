using UniMem.Components;
using UniMem.Training;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_schedule")]
public sealed record BrokenSchedule : ScheduleConfig
{
    public static readonly string[] Rules = ["exception-thrown", "rate-out-of-range", "state-kept"];

    private int _calls;

    public required string Rule { get; init; }

    protected override double AfterWarmup(long step, long steps) => Rule switch
    {
        "exception-thrown" => step / (steps - 1),
        "rate-out-of-range" => 1 - (2.0 * step / steps),
        _ => 1.0 / ++_calls,
    };
}
