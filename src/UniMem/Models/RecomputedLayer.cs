using TorchSharp;
using TorchSharp.Modules;
using UniMem.Memory;

namespace UniMem.Models;

/// <summary>What a layer computes, before its memories are written.</summary>
/// <param name="Hidden">(B, T, E): the stream after the layer.</param>
/// <param name="Queries">(B, H, T, D), unrotated; null, as the keys and values, where no memory is written.</param>
/// <param name="Keys">(B, G, T, D), unrotated.</param>
/// <param name="Values">(B, G, T, D).</param>
/// <param name="Received">Attention that the keys received; null where nobody looks at it.</param>
internal sealed record LayerOutput(torch.Tensor Hidden, torch.Tensor? Queries, torch.Tensor? Keys, torch.Tensor? Values, ReceivedAttention? Received);

/// <summary>A layer that keeps its inputs only, and computes the rest again when its gradient is asked for.</summary>
/// <remarks>
/// Source: Chen et al. 2016, arXiv:1604.06174. Dropout draws the same numbers again; gradients of weights are handed to autograd like any
/// operator's, so that they are summed in the same order as without.
/// </remarks>
internal sealed class RecomputedLayer : torch.autograd.MultiTensorFunction<RecomputedLayer>
{
    /// <summary>One layer of one segment.</summary>
    /// <param name="compute">The layer, as a function of the stream and of what its memories hold.</param>
    /// <param name="hidden_BTE">The stream.</param>
    /// <param name="state">What its memories hold; slots with a graph learn.</param>
    /// <param name="weights">What the layer learns.</param>
    /// <param name="generators">What it draws from.</param>
    public static LayerOutput Of(
        Func<torch.Tensor, MemoryState, LayerOutput> compute, torch.Tensor hidden_BTE, MemoryState state, IEnumerable<Parameter> weights,
        IEnumerable<torch.Generator> generators)
    {
        var call = new Call(compute, state, new(generators));
        var outputs = apply([call, hidden_BTE, .. state.Learned, .. weights.Where(weight => weight.requires_grad)]);
        return outputs is [var hidden] ? new(hidden, null, null, null, null) : new(outputs[0], outputs[1], outputs[2], outputs[3], call.Received);
    }

    /// <inheritdoc/>
    public override string Name => nameof(RecomputedLayer);

    /// <inheritdoc/>
    public override List<torch.Tensor> forward(torch.autograd.AutogradContext ctx, params object[] vars)
    {
        var call = (Call)vars[0];
        ctx.save_data(nameof(Call), call);
        ctx.save_for_backward([.. vars.Skip(1).Cast<torch.Tensor>()]);
        call.Places.Note();
        using var scope = torch.NewDisposeScope();
        return [.. Tensors(call.Run((torch.Tensor)vars[1], call.State, keep: true)).Select(tensor => tensor.MoveToOuterDisposeScope())];
    }

    /// <inheritdoc/>
    public override List<torch.Tensor> backward(torch.autograd.AutogradContext ctx, List<torch.Tensor> grad_outputs)
    {
        var call = (Call)ctx.get_data(nameof(Call));
        using var scope = torch.NewDisposeScope();
        var saved = ctx.get_saved_variables();
        var learned = call.State.Learned.Count();
        List<torch.Tensor> leaves = [.. saved.Take(1 + learned).Select(tensor => tensor.detach().requires_grad_())];
        var weights = saved.Skip(1 + learned);
        IReadOnlyList<torch.Tensor> outputs;
        using (torch.enable_grad())
        {
            outputs = Tensors(call.Again(leaves[0], call.State.Replacing(leaves.Skip(1))));
        }

        var asked = Enumerable.Range(0, outputs.Count).Where(i => outputs[i].requires_grad && grad_outputs[i] is not null).ToList();
        var found = torch.autograd.grad(
            [.. asked.Select(i => outputs[i])], [.. leaves, .. weights], [.. asked.Select(i => grad_outputs[i])], allow_unused: true);
        return [null!, .. found.Select(gradient => gradient?.MoveToOuterDisposeScope()!)];
    }

    private static torch.Tensor[] Tensors(LayerOutput output) =>
        output is { Queries: { } queries, Keys: { } keys, Values: { } values } ? [output.Hidden, queries, keys, values] : [output.Hidden];

    private sealed class Call(Func<torch.Tensor, MemoryState, LayerOutput> compute, MemoryState state, GeneratorPlaces places)
    {
        public MemoryState State => state;

        public GeneratorPlaces Places => places;

        public ReceivedAttention? Received { get; private set; }

        public LayerOutput Run(torch.Tensor hidden_BTE, MemoryState held, bool keep)
        {
            var output = compute(hidden_BTE, held);
            if (keep && output.Received is { } received)
            {
                received.Own.MoveToOuterDisposeScope();
                foreach (var tensor in received.Memories.Values)
                {
                    tensor.MoveToOuterDisposeScope();
                }

                Received = received;
            }

            return output;
        }

        /// <summary>Runs once more with the numbers that were drawn the first time, and leaves the generators as they are.</summary>
        public LayerOutput Again(torch.Tensor hidden_BTE, MemoryState held) => places.Again(() => Run(hidden_BTE, held, keep: false));
    }
}
