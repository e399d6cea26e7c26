using System.Globalization;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Management;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;

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

    /// <summary>The same, with what only the model knows: how much its memories can hold.</summary>
    public static IReadOnlyList<string> Of(RunConfig config, LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var memories = model.Blocks.SelectMany(block => block.Memories).Concat(model.OutputMemories).DistinctBy(memory => memory.Name);
        return
        [
            .. Of(config),
            .. from memory in memories
               from k in Retrieved(config.Model.Memories[memory.Name].Read)
               where k > memory.Capacity
               select string.Create(
                   CultureInfo.InvariantCulture,
                   $"memory '{memory.Name}' holds {memory.Capacity} slots at most, so that a query that retrieves {k} reads all of them; k of {memory.Capacity} says the same."),
            .. from memory in memories
               let written = config.Model.Memories[memory.Name]
               where written.Manage is FifoConfig or ClearOnOverflowConfig && written.Write is KeyValueWriterConfig or HiddenWriterConfig
               let farthest = memory.Capacity + config.Training.Segment
               from size in Windows(written.Read)
               let tokens = size.InSlots(config.Training.Segment)
               where tokens > farthest
               select string.Create(
                   CultureInfo.InvariantCulture,
                   $"memory '{memory.Name}' holds {memory.Capacity} slots at most, so that a window of {tokens} tokens shows all of them; a window of {farthest} says the same."),
        ];
    }

    /// <summary>Settings that have no effect because the run ends before; a sentence for each.</summary>
    public static IReadOnlyList<string> WithoutEffect(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        (string Path, long Every)[] intervals =
            [("training.checkpoint_every_steps", config.Training.CheckpointEverySteps), ("evaluation.every_steps", config.Evaluation.EverySteps)];
        return [.. intervals
            .Where(interval => interval.Every > config.Training.Steps)
            .Select(interval => string.Create(CultureInfo.InvariantCulture, $"{interval.Path}: {interval.Every} has no effect in a run of {config.Training.Steps} steps."))];
    }

    /// <summary>Windows without gaps that alone, or beside other patterns, say what is seen.</summary>
    private static IEnumerable<SlotCount> Windows(ReaderConfig reader) => reader switch
    {
        PositionReaderConfig positions => Windows(positions.Pattern),
        UnionReaderConfig union => union.Readers.SelectMany(Windows),
        _ => [],
    };

    private static IEnumerable<SlotCount> Windows(AttentionPattern pattern) => pattern switch
    {
        Window { Dilation: 1 } window => [window.Size],
        AnyOf some => some.Patterns.SelectMany(Windows),
        _ => [],
    };

    private static IEnumerable<int> Retrieved(ReaderConfig reader) => reader switch
    {
        TopKReaderConfig topk => [topk.K],
        UnionReaderConfig union => union.Readers.SelectMany(Retrieved),
        _ => [],
    };
}
