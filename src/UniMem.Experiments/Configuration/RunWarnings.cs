namespace UniMem.Experiments.Configuration;

/// <summary>What is allowed in a run and yet spoils what its method is meant to show.</summary>
public static class RunWarnings
{
    /// <summary>A sentence for each; none for most runs.</summary>
    public static IReadOnlyList<string> Of(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return
        [
            .. config.Model.Memories
                .Where(memory => memory.Value.Write.LearnsFromLaterSegments())
                .Select(memory => (memory.Key, Why: memory.Value.StopGradient ? $"model.memories.{memory.Key}.stop_gradient is set"
                    : config.Training.BpttSegments == 1 ? "training.bptt_segments is 1"
                    : ""))
                .Where(memory => memory.Why.Length > 0)
                .Select(memory => $"memory '{memory.Key}' never learns what to write: no gradient crosses the border of a segment, because {memory.Why}."),
        ];
    }
}
