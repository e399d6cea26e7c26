using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>Settings that go together: one value of an axis, a row of paired axes, a draw, or a case.</summary>
/// <param name="Place">Where it stands, for messages: <c>axes.training.steps</c>, <c>cases.no-window</c>.</param>
/// <param name="Assignments">What it sets; nothing leaves the run as it stands.</param>
/// <param name="Where">The runs that it is meant for; all when null.</param>
/// <param name="Location">Where it was written.</param>
public sealed record SweepChoice(string Place, IReadOnlyList<SweepAssignment> Assignments, SweepCondition? Where, SourceLocation Location)
{
    /// <summary>The case's name; null for anything but a case.</summary>
    public string? Case { get; init; }

    /// <summary>What it sets; the method first, because the other settings belong to it.</summary>
    public IReadOnlyList<SweepAssignment> Assignments { get; } = [.. Assignments.OrderBy(a => a.Path == SweepAxis.Method ? 0 : 1)];
}
