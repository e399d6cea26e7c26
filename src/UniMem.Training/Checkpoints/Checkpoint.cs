using System.Collections.Immutable;
using System.Globalization;
using TorchSharp;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Training.Checkpoints;

/// <summary>A training run between two steps, in one file: all that the next step depends on.</summary>
/// <remarks>
/// Tensors are named <c>weights/...</c> (the model's own names), <c>optimizer/...</c>, <c>memory/...</c> and <c>generators/...</c>;
/// counters and the place in the
/// corpus stand in the header. Of a run of N processes <c>memory/...</c> is of the rows of the first, <c>memory@1/...</c> of those of the second,
/// and so on.
/// </remarks>
/// <param name="Step">Optimizer steps completed.</param>
/// <param name="Tokens">Target tokens seen.</param>
/// <param name="Stream">Where each row reads on, as JSON.</param>
/// <param name="Memories">What the rows of each process remember, in the order of the processes.</param>
public sealed record Checkpoint(long Step, long Tokens, string Stream, IReadOnlyList<MemoryState> Memories)
{
    /// <summary>The name that a checkpoint bears in its folder.</summary>
    public const string FileName = "checkpoint.safetensors";

    private const string Weights = "weights/";
    private const string Optimizer = "optimizer/";
    private const string Generators = "generators/";
    private const string Processes = "processes";
    private const string Format = "unimem_checkpoint";
    private const string Version = "1";

    /// <summary>Writes a checkpoint whole; the file that was there stays until then.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">Gives weights and the states of its generators.</param>
    /// <param name="optimizer">Gives its moments.</param>
    public void Write(string path, LanguageModel model, IOptimizer optimizer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        var texts = new Dictionary<string, string>
        {
            [Format] = Version,
            ["step"] = Step.ToString(CultureInfo.InvariantCulture),
            ["tokens"] = Tokens.ToString(CultureInfo.InvariantCulture),
            ["stream"] = Stream,
        };
        List<(string, torch.Tensor)> tensors = [.. WeightsOf(model), .. StateOf(optimizer), .. StateOfGenerators(model)];
        for (var process = 0; process < Memories.Count; process++)
        {
            MemoryTensors.Flatten(Memories[process], PrefixOf(process), tensors, texts);
        }

        if (Memories.Count > 1)
        {
            texts.Add(Processes, Memories.Count.ToString(CultureInfo.InvariantCulture));
        }

        TensorFile.Write(path, tensors, texts);
    }

    /// <summary>Reads a checkpoint into a model and its optimizer. Nothing is changed unless all of it fits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">Takes weights and generators.</param>
    /// <param name="optimizer">Takes its moments.</param>
    /// <param name="device">Where memory will live.</param>
    /// <returns>The counters, the place in the corpus, and memories that the caller owns.</returns>
    /// <exception cref="ConfigurationException">The file is missing, broken or of another model.</exception>
    public static Checkpoint Read(string path, LanguageModel model, IOptimizer optimizer, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(optimizer);
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        using var file = Open(path, wanted: null);
        Match(path, Weights, WeightsOf(model), file);
        Match(path, Optimizer, StateOf(optimizer), file);
        Match(path, Generators, StateOfGenerators(model), file);
        var checkpoint = Header(path, file, device);

        TakeWeights(model, file);
        optimizer.Restore(file.Under(Optimizer));
        foreach (var (name, state) in file.Under(Generators))
        {
            model.Generators[name].set_state(state);
        }

        return checkpoint;
    }

    /// <summary>Reads the weights alone, to evaluate.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">Takes the weights.</param>
    /// <returns>The optimizer steps that made them.</returns>
    /// <exception cref="ConfigurationException">The file is missing, broken or of another model.</exception>
    public static long ReadWeights(string path, LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        using var file = Open(path, name => name.StartsWith(Weights, StringComparison.Ordinal));
        Match(path, Weights, WeightsOf(model), file);
        var step = Number(path, file, "step");
        TakeWeights(model, file);
        return step;
    }

    private static TensorFile Open(string path, Func<string, bool>? wanted)
    {
        var file = TensorFile.Read(path, wanted);
        return file.Verified && file.Texts.GetValueOrDefault(Format) == Version
            ? file
            : throw new ConfigurationException(
                path, "this file is no checkpoint that this version writes; start the run again in an empty folder.");
    }

    private static Checkpoint Header(string path, TensorFile file, torch.Device device)
    {
        var processes = file.Texts.ContainsKey(Processes) ? (int)Number(path, file, Processes) : 1;
        return new(
            Number(path, file, "step"),
            Number(path, file, "tokens"),
            file.Texts.GetValueOrDefault("stream", ""),
            [.. Enumerable.Range(0, processes).Select(process => Memory(file, PrefixOf(process), device))]);
    }

    private static MemoryState Memory(TensorFile file, string prefix, torch.Device device)
    {
        var texts = file.Texts.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToImmutableDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
        return MemoryTensors.Restore(file.Under(prefix), texts, device).CarryOver();
    }

    private static string PrefixOf(int process) => process == 0 ? "memory/" : string.Create(CultureInfo.InvariantCulture, $"memory@{process}/");

    private static long Number(string path, TensorFile file, string name) =>
        long.TryParse(file.Texts.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ConfigurationException(path, $"the header lacks '{name}'; start the run again in an empty folder.");

    private static void TakeWeights(LanguageModel model, TensorFile file)
    {
        foreach (var (name, weight) in model.state_dict())
        {
            weight.copy_(file.Tensors[Weights + name]);
        }
    }

    private static void Match(string path, string prefix, IReadOnlyList<(string Name, torch.Tensor Value)> expected, TensorFile file)
    {
        var missing = expected.Select(pair => pair.Name).Where(name => !file.Tensors.ContainsKey(name)).ToArray();
        var known = expected.Select(pair => pair.Name).ToHashSet();
        var foreign = file.Tensors.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && !known.Contains(name)).ToArray();
        var (what, name) = (missing, foreign) switch
        {
            ([var first, ..], _) => ("it lacks", first),
            (_, [var first, ..]) => ("this model has no", first),
            _ => ("", ""),
        };
        if (name.Length > 0)
        {
            throw OtherModel(path, $"{what} '{name}'");
        }

        foreach (var (tensorName, value) in expected)
        {
            var held = file.Tensors[tensorName];
            if (held.dtype != value.dtype || !held.shape.SequenceEqual(value.shape))
            {
                throw OtherModel(path, $"'{tensorName}' is {Shape(held)} in the file and {Shape(value)} in this model");
            }
        }
    }

    private static ConfigurationException OtherModel(string path, string difference) => new(
        path, $"this checkpoint is of another model: {difference}. Use the configuration that made it, or start in an empty folder.");

    private static string Shape(torch.Tensor tensor) =>
        $"{tensor.dtype}[{string.Join(", ", tensor.shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";

    private static List<(string Name, torch.Tensor Value)> WeightsOf(LanguageModel model) =>
        [.. model.state_dict().Select(pair => (Weights + pair.Key, pair.Value))];

    private static List<(string Name, torch.Tensor Value)> StateOf(IOptimizer optimizer) =>
        [.. optimizer.Save().Select(pair => (Optimizer + pair.Name, pair.Value))];

    private static List<(string Name, torch.Tensor Value)> StateOfGenerators(LanguageModel model) =>
        [.. model.Generators.Select(pair => (Generators + pair.Key, pair.Value.get_state()))];
}
