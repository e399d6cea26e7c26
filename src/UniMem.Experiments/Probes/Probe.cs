using System.Globalization;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Probes;

/// <summary>One thing that is changed of what a trained model is given at evaluation.</summary>
public sealed record Probe
{
    /// <summary>Nothing is changed: the run's own evaluation.</summary>
    public static Probe Own { get; } = new() { Kind = ProbeKind.Own };

    /// <summary>What is changed.</summary>
    public required ProbeKind Kind { get; init; }

    /// <summary>The memory that is changed; empty where all are, or none.</summary>
    public string Memory { get; init; } = "";

    /// <summary>The setting that is changed, such as <c>model.memories.recent.manage.capacity</c>; empty where none is.</summary>
    public string Setting { get; init; } = "";

    /// <summary>What it is changed to: slots or tokens, or <c>off</c>, <c>other</c>.</summary>
    public string Value { get; init; } = "";

    /// <summary>What it is in the run, in the same unit.</summary>
    public string Trained { get; init; } = "";

    /// <summary>The settings that do it, each <c>PATH=VALUE</c>; none where the run is as it was.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The settings as words of a shell, after those that hold in every evaluation.</summary>
    /// <param name="always">Each <c>PATH=VALUE</c>.</param>
    public string Words(IEnumerable<string> always) => ShellWords.Of(always.Concat(Overrides));

    /// <summary>Tokens fed to the model for each target, against the run's own evaluation.</summary>
    public double Work => Value == "other" ? 2
        : Kind == ProbeKind.Stride ? double.Parse(Trained, CultureInfo.InvariantCulture) / double.Parse(Value, CultureInfo.InvariantCulture)
        : 1;

    /// <summary>For people, such as <c>another document's memory</c>, <c>recent: 24 slots</c>.</summary>
    public override string ToString()
    {
        var of = Memory.Length > 0 ? $"{Memory}: " : "";
        var trained = Value == Trained ? " (as trained)" : "";
        return (Kind, Value) switch
        {
            (ProbeKind.Own, _) => "its own, as trained",
            (ProbeKind.Memory, "off") => Memory.Length > 0 ? $"{Memory}: nothing" : "nothing: memory off",
            (ProbeKind.Memory, _) => $"{of}another document's",
            (ProbeKind.Capacity, _) => $"{of}{Value} slots{trained}",
            (ProbeKind.TopK, _) => $"{of}top {Value}{trained}",
            (ProbeKind.Window, _) => $"{of}window of {Value}{trained}",
            _ => $"overlapping windows, stride {Value}{trained}",
        };
    }
}

/// <summary>What a probe changes.</summary>
public enum ProbeKind
{
    /// <summary>Nothing.</summary>
    Own,

    /// <summary>Whether there is any memory, and whose.</summary>
    Memory,

    /// <summary>How many slots a memory holds.</summary>
    Capacity,

    /// <summary>How many slots a query picks.</summary>
    TopK,

    /// <summary>How far back a query sees.</summary>
    Window,

    /// <summary>How much the segments overlap.</summary>
    Stride,
}
