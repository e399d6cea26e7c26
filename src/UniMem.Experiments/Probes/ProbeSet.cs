using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Training;

namespace UniMem.Experiments.Probes;

/// <summary>The probes of a run.</summary>
public static class ProbeSet
{
    /// <summary>What is asked for, as far as the run has it; its own evaluation first.</summary>
    /// <param name="config">The run as it is evaluated where nothing is probed.</param>
    /// <param name="request">What is wanted.</param>
    /// <exception cref="ConfigurationException">A number cannot be set.</exception>
    public static IReadOnlyList<Probe> Of(RunConfig config, ProbeRequest request)
    {
        var memories = config.Model.Memories.Keys.ToList();
        var knobs = MemoryKnob.Of(config);
        return
        [
            Probe.Own,
            .. memories.Count == 0 ? Strides(config, request.Stride) : [],
            .. memories.Count == 0 ? [] : request.Memory.Select(use => Whole(use)),
            .. memories.Count < 2 ? [] : request.Memory.SelectMany(use => memories.Select(memory => Part(memory, use))),
            .. Knobs(knobs, ProbeKind.Capacity, request.Capacity, memories.Count),
            .. Knobs(knobs, ProbeKind.TopK, request.TopK, memories.Count),
            .. Knobs(knobs, ProbeKind.Window, request.Window, memories.Count),
        ];
    }

    private static Probe Whole(MemoryUse use) => new()
    {
        Kind = ProbeKind.Memory,
        Setting = "evaluation.memory",
        Value = Text(use),
        Trained = Text(MemoryUse.On),
        Overrides = [$"evaluation.memory={Text(use)}"],
    };

    private static Probe Part(string memory, MemoryUse use) =>
        Whole(use) with { Memory = memory, Overrides = [$"evaluation.memory={Text(use)}", $"evaluation.memories=[{memory}]"] };

    private static IEnumerable<Probe> Strides(RunConfig config, IReadOnlyList<ProbeValue> values)
    {
        var segment = config.Training.Segment;
        return Numbers(values, segment).Where(stride => stride != segment).Reverse().Select(stride => new Probe
        {
            Kind = ProbeKind.Stride,
            Setting = "evaluation.stride",
            Value = Text(stride),
            Trained = Text(segment),
            Overrides = stride >= 1 ? [$"evaluation.stride={Text(stride)}"] : throw TooSmall("--stride", stride),
        });
    }

    private static IEnumerable<Probe> Knobs(IReadOnlyList<MemoryKnob> knobs, ProbeKind kind, IReadOnlyList<ProbeValue> values, int memories) =>
        values.Count == 0 ? [] : knobs.Where(knob => knob.Kind == kind).SelectMany(knob => Knob(knob, values, memories));

    private static IEnumerable<Probe> Knob(MemoryKnob knob, IReadOnlyList<ProbeValue> values, int memories)
    {
        var option = $"--{Word(knob.Kind)}";
        if (values.Any(value => !value.IsFactor) && knob.Kind == ProbeKind.Window && knob.Places.Select(place => place.Trained).Distinct().Count() > 1)
        {
            throw new ConfigurationException(
                option, $"memory '{knob.Memory}' is read through windows of different sizes ({string.Join(", ", knob.Places.Select(p => Text(p.Trained)).Distinct())}); write multiples such as 0.5x,2x.");
        }

        return values.Append(new(1, IsFactor: true)).OrderBy(value => value.Of(knob.Main.Trained)).DistinctBy(value => value.Of(knob.Main.Trained)).Select(value => new Probe
        {
            Kind = knob.Kind,
            Memory = knob.Memory,
            Setting = knob.Main.Path,
            Value = Text(value.Of(knob.Main.Trained)),
            Trained = Text(knob.Main.Trained),
            Overrides = Overrides(knob, value, memories),
        });
    }

    private static IReadOnlyList<string> Overrides(MemoryKnob knob, ProbeValue value, int memories)
    {
        var number = value.Of(knob.Main.Trained);
        return number == knob.Main.Trained ? []
            : number >= 1 ? [.. knob.Places.Select(place => $"{place.Path}={Text(value.Of(place.Trained))}")]
            : knob.Kind != ProbeKind.Capacity ? throw TooSmall($"--{Word(knob.Kind)}", number)
            : memories == 1 ? Whole(MemoryUse.Off).Overrides
            : Part(knob.Memory, MemoryUse.Off).Overrides;
    }

    private static IEnumerable<long> Numbers(IReadOnlyList<ProbeValue> values, long trained) => values.Select(value => value.Of(trained)).Distinct().Order();

    private static string Word(ProbeKind kind) => kind == ProbeKind.TopK ? "top-k" : kind.ToString().ToLowerInvariant();

    private static ConfigurationException TooSmall(string option, long value) => new(option, $"{Text(value)} is too small; write at least 1.");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(MemoryUse use) => use.ToString().ToLowerInvariant();
}
