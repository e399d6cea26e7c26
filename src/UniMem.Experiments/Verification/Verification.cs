using System.Text.RegularExpressions;
using TorchSharp;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Verification;

/// <summary>Holds our model against what other code made of the same weights and tokens.</summary>
/// <remarks>Padding, which has position -1, counts nowhere: a case has zeros for its logits.</remarks>
public sealed class Verification
{
    private static readonly string[] Understood = ["in.tokens", "in.positions", "in.targets", "in.starts"];

    private readonly IReadOnlyDictionary<string, torch.Tensor> _case;
    private readonly NameMap _map;
    private readonly Regex _skip;

    /// <param name="arrays">The case: <c>w.*</c> by the other code's names, <c>in.*</c>, <c>out.*</c>, <c>grad.*</c>; <c>meta.*</c> is
    /// ignored.</param>
    /// <param name="map">Whose weights are whose.</param>
    /// <param name="skip">Names of arrays to leave out; <c>*</c> stands for anything.</param>
    /// <exception cref="ConfigurationException">The case holds an array that is none of these.</exception>
    public Verification(IReadOnlyDictionary<string, torch.Tensor> arrays, NameMap map, params IReadOnlyList<string> skip)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(skip);
        (_case, _map) = (arrays, map);
        _skip = new($"^({string.Join('|', skip.Select(name => Regex.Escape(name).Replace(@"\*", ".*", StringComparison.Ordinal)))})$",
            RegexOptions.CultureInvariant);
        foreach (var name in arrays.Keys.Where(name => !Known(name) && !_skip.IsMatch(name)))
        {
            throw new ConfigurationException(name, "is not understood; a case holds w.*, out.*, grad.*, meta.*, in.state.*, "
                + string.Join(", ", Understood) + ".");
        }
    }

    /// <summary>What our model made, by the names and in the shapes of the case; filled by <see cref="Compare"/>.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Ours { get; private set; } = new Dictionary<string, torch.Tensor>();

    /// <summary>Builds the model of a run, gives it the case's weights, reads the segments and compares.</summary>
    /// <param name="run">Its model; <c>training.bptt_segments</c> says after how many segments memory is cut off from the gradient.</param>
    /// <param name="compute">Type of the matrix products.</param>
    /// <param name="tolerance">Largest error that passes.</param>
    /// <exception cref="ConfigurationException">Weights or tokens do not fit the model.</exception>
    public VerificationReport Compare(ResolvedRun run, torch.ScalarType compute, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(run);
        var length = CaseInputs.SegmentOf(_case, _map, run.Config.Training.Segment);
        var numerics = run.Located(config => ComputeSettings.Read("cpu", "float32", config.Kernels)) with { Compute = compute };
        using var model = run.Located(config => LanguageModel.Build(config.Model, Vocabulary(), length, config.Seed, numerics));
        model.eval();
        var weights = new WeightMap(_map, Named("w."), model);
        weights.Load();
        var states = new CaseStates(_case, numerics.Precise);
        var made = CaseRun.Of(model, CaseInputs.Segments(_case, _map, length), states.Initial, run.Config.Training.BpttSegments, _map.Loss);
        var outputs = new CaseOutputs(made, model);
        var ours = Named("out.").Select(array => (Name: $"out.{array.Key}", Tensor: outputs.Find(array.Key, array.Value.shape)))
            .Concat(Named("grad.").Select(array => (Name: $"grad.{array.Key}", Tensor: Gradient(array.Key, weights, states))))
            .ToList();
        Ours = new OrderedDictionary<string, torch.Tensor>(
            ours.Where(array => array.Tensor is not null).Select(array => KeyValuePair.Create(array.Name, array.Tensor!.detach())));
        return new([.. ours.Select(array => new ArrayError(array.Name, Error(_case[array.Name], array.Tensor), _skip.IsMatch(array.Name)))],
            tolerance);
    }

    private static bool Known(string name) =>
        Understood.Contains(name)
            || new[] { "w.", "out.", "grad.", "meta.", "in.state." }.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static torch.Tensor? Gradient(string name, WeightMap weights, CaseStates states) =>
        name.StartsWith("state.", StringComparison.Ordinal) ? states.Gradient(name["state.".Length..]) : weights.Gradient(name);

    private static double? Error(torch.Tensor theirs, torch.Tensor? ours)
    {
        if (ours is null || !ours.shape.SequenceEqual(theirs.shape))
        {
            return null;
        }

        if (theirs.numel() == 0)
        {
            return 0;
        }

        using var _ = torch.no_grad();
        var expected = theirs.to_type(torch.ScalarType.Float64);
        var difference = (ours.to_type(torch.ScalarType.Float64) - expected).abs().max().item<double>();
        var size = expected.abs().max().item<double>();
        var error = difference / (size > 0 ? size : 1);
        return double.IsFinite(error) ? error : double.PositiveInfinity;
    }

    private long Vocabulary()
    {
        var embeddings = Named("w.")
            .Where(array =>
                _map.Rules.FirstOrDefault(named => WeightMap.Fits(named.Pattern, array.Key)) is { Rules: [{ To: "embedding" }] }).ToList();
        return embeddings is [var only]
            ? only.Value.shape[0]
            : throw new ConfigurationException("", ReferenceEquals(_map, NameMap.Llama)
                ? "the arrays do not have Hugging Face's names of Llama; say whose weights are whose with --names FILE."
                : "the name map does not say which array is 'embedding': one array of weights must be.");
    }

    private OrderedDictionary<string, torch.Tensor> Named(string prefix) => new(
        _case.Where(array => array.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(array => KeyValuePair.Create(array.Key[prefix.Length..], array.Value)));
}
