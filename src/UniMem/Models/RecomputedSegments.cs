using System.Collections.Immutable;
using TorchSharp;
using TorchSharp.Modules;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>What a training step takes from a segment.</summary>
/// <param name="Loss">A scalar with a graph: nats, summed over targets.</param>
/// <param name="State">What the next segment takes.</param>
/// <param name="Apart">What parts of the memories lose on their own.</param>
public sealed record SegmentLoss(torch.Tensor Loss, MemoryState State, AuxiliaryLosses Apart);

/// <summary>Segments of one window that keep the memory they begin with only, and are computed again when their gradient is asked for.</summary>
/// <remarks>
/// <para>
/// Source: Chen et al. 2016, arXiv:1604.06174. Dropout draws the same numbers again. A segment is computed with its graph the first time too, and
/// the graph let go, so that both times run the same code.
/// </para>
/// <para>
/// The gradient of each weight is handed from segment to segment, the last one first, and each adds its uses to it one by one: sums are then made
/// in the order in which they are made without.
/// </para>
/// </remarks>
/// <param name="model">The model; its generators are what is drawn from.</param>
public sealed class RecomputedSegments(LanguageModel model)
{
    private readonly IReadOnlyList<Parameter> _weights = [.. model.parameters().Where(weight => weight.requires_grad)];
    private IReadOnlyList<torch.Tensor>? _handed;

    /// <summary>The next segment of the window.</summary>
    /// <param name="state">What the rows remember.</param>
    /// <param name="compute">The segment, as a function of that alone.</param>
    public SegmentLoss Next(MemoryState state, Func<MemoryState, SegmentLoss> compute)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(compute);
        var call = new RecomputedSegment.Call(compute, state, _weights, new(model.Generators.Values));
        var outputs = RecomputedSegment.apply([call, .. state.Learned, .. _handed ?? _weights]);
        var result = call.Result(outputs);
        _handed = [.. outputs.TakeLast(_weights.Count)];
        return result;
    }
}

/// <summary>One of them.</summary>
internal sealed class RecomputedSegment : torch.autograd.MultiTensorFunction<RecomputedSegment>
{
    /// <inheritdoc/>
    public override string Name => nameof(RecomputedSegment);

    /// <inheritdoc/>
    public override List<torch.Tensor> forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var call = (Call)vars[0];
        ctx.save_data(nameof(Call), call);
        ctx.set_materialize_grads(false);
        List<torch.Tensor> tensors = [.. vars.Skip(1).Cast<torch.Tensor>()];
        var learned = tensors.SkipLast(call.Weights.Count).ToList();
        ctx.save_for_backward(learned);
        return [.. call.First(learned), .. tensors.TakeLast(call.Weights.Count).Select(weight => weight.alias())];
    }

    /// <inheritdoc/>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, List<torch.Tensor> grad_outputs)
    {
        var call = (Call)ctx.get_data(nameof(Call));
        using var scope = torch.NewDisposeScope();
        using var graph = torch.enable_grad();
        var leaves = Leaves(ctx.get_saved_variables());
        IReadOnlyList<torch.Tensor> outputs = [.. call.Again(leaves), .. call.Weights.Select(weight => weight.alias())];
        var asked = Enumerable.Range(0, outputs.Count).Where(i => outputs[i].requires_grad && grad_outputs[i] is not null).ToList();
        var found = torch.autograd.grad(
            [.. asked.Select(i => outputs[i])], [.. leaves, .. call.Weights], [.. asked.Select(i => grad_outputs[i])], allow_unused: true);
        return [null!, .. found.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    private static List<torch.Tensor> Leaves(IEnumerable<torch.Tensor> tensors) => [.. tensors.Select(tensor => tensor.detach().requires_grad_())];

    /// <summary>A segment, and what its first computation left beside the outputs of the function.</summary>
    internal sealed class Call(Func<MemoryState, SegmentLoss> compute, MemoryState state, IReadOnlyList<Parameter> weights, GeneratorPlaces places)
    {
        private SegmentLoss? _first;

        public IReadOnlyList<Parameter> Weights => weights;

        /// <summary>Values of the loss, of what parts lose on their own where there is such, and of the slots that have a graph.</summary>
        public IReadOnlyList<torch.Tensor> First(IReadOnlyList<torch.Tensor> learned)
        {
            places.Note();
            using var scope = torch.NewDisposeScope();
            using var graph = torch.enable_grad();
            var first = compute(state.Replacing(Leaves(learned)));
            scope.MoveToOuter(first.State.Handles.Where(tensor => !tensor.requires_grad && scope.Contains(tensor)));

            // In place of what has a graph, which ends here, stands for now what has none and asks for a gradient.
            var values = first.Apart.Values.ToImmutableSortedDictionary(pair => pair.Key, pair => scope.MoveToOuter(pair.Value.detach()), first.Apart.Values.KeyComparer);
            _first = first with
            {
                Apart = first.Apart with { Values = values },
                State = first.State.Replacing(Leaves(first.State.Learned).Select(scope.MoveToOuter)),
            };
            return [.. Outputs(first).Select(output => scope.MoveToOuter(output.detach()))];
        }

        /// <summary>The same with their graph, and generators as they are.</summary>
        public IReadOnlyList<torch.Tensor> Again(IReadOnlyList<torch.Tensor> leaves) => places.Again(() => Outputs(compute(state.Replacing(leaves))));

        /// <summary>What the first computation gave, with the outputs of the function in the place of its values.</summary>
        public SegmentLoss Result(IReadOnlyList<torch.Tensor> outputs)
        {
            var (own, first) = (_first!.Apart.Weighted is null ? 0 : 1, _first);
            _first = null;
            return new(outputs[0], first.State.Replacing(outputs.Skip(1 + own)), first.Apart with { Weighted = own == 0 ? null : outputs[1] });
        }

        private static IReadOnlyList<torch.Tensor> Outputs(SegmentLoss segment) =>
            [segment.Loss, .. segment.Apart.Weighted is { } weighted ? [weighted] : Array.Empty<torch.Tensor>(), .. segment.State.Learned];
    }
}
