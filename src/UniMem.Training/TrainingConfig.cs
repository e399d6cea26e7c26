using System.Globalization;
using UniMem.Components;
using UniMem.Training.Optimizers;
using UniMem.Training.Schedules;

namespace UniMem.Training;

/// <summary>The <c>training</c> section of a run: how long, how much at once, and how the weights move.</summary>
public sealed record TrainingConfig
{
    /// <summary>Optimizer steps of the run. At least 1.</summary>
    public long Steps { get; init; } = 1000;

    /// <summary>Documents side by side (rows of a batch). At least 1.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Tokens of a segment. At least 1.</summary>
    public int Segment { get; init; } = 64;

    /// <summary>
    /// Consecutive segments of each document in one step; the gradient flows through memory between them and no further. At least 1.
    /// </summary>
    public int BpttSegments { get; init; } = 4;

    /// <summary>
    /// What a step keeps for the backward pass: <c>none</c>, all activations; <c>layer</c>, of each layer its input only; <c>segment</c>, of each of
    /// <see cref="BpttSegments"/> segments the memory that it begins with only. The rest is computed again: less memory, more time, and the same
    /// results bit for bit; with <c>layer</c> to rounding where a memory holds hidden states, whose projection is used twice.
    /// </summary>
    public ActivationCheckpoints CheckpointActivations { get; init; }

    /// <summary>What moves the weights.</summary>
    public OptimizerConfig Optimizer { get; init; } = new AdamWConfig();

    /// <summary>How the learning rate changes over the run.</summary>
    public ScheduleConfig Schedule { get; init; } = new CosineScheduleConfig();

    /// <summary>Largest 2-norm of all gradients together; larger ones are scaled down to it. At least 0; 0 switches clipping off.</summary>
    public double ClipNorm { get; init; } = 1.0;

    /// <summary>Optimizer steps between two checkpoints. At least 0; 0 writes one at the end only.</summary>
    public long CheckpointEverySteps { get; init; }

    /// <summary>Checks every range.</summary>
    /// <param name="path">Where this section stands in the configuration.</param>
    /// <exception cref="ConfigurationException">A value is out of range; the message names its key.</exception>
    public void Check(string path = "training")
    {
        Ranges.AtLeast($"{path}.steps", Steps, 1);
        Ranges.AtLeast($"{path}.batch", Batch, 1);
        Ranges.AtLeast($"{path}.segment", Segment, 1);
        Ranges.AtLeast($"{path}.bptt_segments", BpttSegments, 1);
        Ranges.NotNegative($"{path}.clip_norm", ClipNorm);
        Ranges.AtLeast($"{path}.checkpoint_every_steps", CheckpointEverySteps, 0);
        if (CheckpointActivations == ActivationCheckpoints.Segment && BpttSegments == 1)
        {
            throw new ConfigurationException(
                $"{path}.checkpoint_activations", $"'segment' saves nothing where a step reads one segment; raise {path}.bptt_segments, or write 'layer' or 'none'.");
        }

        Optimizer.Check($"{path}.optimizer");
        Schedule.Check($"{path}.schedule");
        if (Schedule.WarmupSteps > Steps)
        {
            throw new ConfigurationException($"{path}.schedule.warmup_steps", string.Create(
                CultureInfo.InvariantCulture,
                $"{Schedule.WarmupSteps} steps of warm-up do not fit into a run of {Steps}; lower it or raise {path}.steps."));
        }
    }
}
