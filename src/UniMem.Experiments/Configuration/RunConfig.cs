using System.ComponentModel.DataAnnotations;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Tracking;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Configuration;

/// <summary>Everything that a run does, as its file says; every other configuration file is a fragment of one.</summary>
public sealed record RunConfig
{
    /// <summary>The method's label in tables and figures; the method's file sets it.</summary>
    public string Method { get; init; } = "";

    /// <summary>The run's name; it does not change what is computed.</summary>
    public required string Name { get; init; }

    /// <summary>Seed of every random number of the run. At least 0.</summary>
    [Range(0.0, double.MaxValue)]
    public long Seed { get; init; } = 1;

    /// <summary>Where it computes: <c>auto</c> (the first GPU where there is one), <c>cpu</c> or <c>cuda:N</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>
    /// Type of the matrix products: <c>float32</c>, <c>bfloat16</c> or, on a GPU, <c>tf32</c> (float32 with products of 10 bits of precision). Parameters
    /// stay in float32.
    /// </summary>
    [AllowedValues("float32", "tf32", "bfloat16")]
    public string Dtype { get; init; } = "float32";

    /// <summary>
    /// Who computes attention, norms, activations, loss and optimizer steps: <c>fused</c> (operators of ours that pass over memory once, on the
    /// CPU), <c>explicit</c> (libtorch's, one after the other) or <c>auto</c> (fused where that is built). They agree to rounding.
    /// </summary>
    public string Kernels { get; init; } = "auto";

    /// <summary>Threads of one operator; 0 takes as many as there are cores. At most 1024.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>
    /// Who is told of the metrics besides the run's own tables: <c>none</c>, or <c>tensorboard</c> by an event file in the run's folder, which
    /// <c>tensorboard --logdir results/runs</c> shows. It does not change what is computed.
    /// </summary>
    public Tracker Track { get; init; } = Tracker.None;

    /// <summary>Assemblies with further components, relative to the file that names them.</summary>
    [FilePath]
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>The backbone and its memories.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>Text and tokens.</summary>
    public required DataConfig Data { get; init; }

    /// <summary>How the weights are found.</summary>
    public TrainingConfig Training { get; init; } = new();

    /// <summary>How the model is judged.</summary>
    public EvaluationConfig Evaluation { get; init; } = new();
}
