using TorchSharp;
using UniMem.Components;

namespace UniMem.Memory.Writing;

/// <summary>Writes the hidden states that entered the layer, one slot a token; they become keys and values again when read.</summary>
/// <remarks>
/// Source: Transformer-XL (Dai et al. 2019, arXiv:1901.02860, section 3.2): the memory of a layer is what that layer took in, projected with
/// today's weights.
/// </remarks>
[Component("hidden")]
public sealed record HiddenWriterConfig : WriterConfig
{
    /// <summary>
    /// Whether memory tokens that stand in the sequence are written too, as the released code of RMT over Transformer-XL does; false for the
    /// segment's own tokens only.
    /// </summary>
    public bool WholeSequence { get; init; }

    /// <inheritdoc/>
    public override IMemoryWriter Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Layer is null
            ? throw context.Wrong("'hidden' writes what enters a layer, and 'output' is none; name layers, or write 'memory_tokens'.")
            : new HiddenWriter(SlotShape.Hidden(context.Model), SlotShape.KeyValue(context.Model), WholeSequence);
    }
}

/// <inheritdoc cref="HiddenWriterConfig"/>
/// <param name="held">Shape of a slot as held.</param>
/// <param name="recalled">Shape of a slot as read.</param>
/// <param name="wholeSequence">Whether memory tokens are written too.</param>
public sealed class HiddenWriter(SlotShape held, SlotShape recalled, bool wholeSequence = false) : IMemoryWriter
{
    /// <inheritdoc/>
    public SlotShape Held => held;

    /// <inheritdoc/>
    public SlotShape Recalled => recalled;

    /// <inheritdoc/>
    public MemoryBlock? Write(LayerActivations layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var stream = layer.Stream;
        torch.Tensor Written(torch.Tensor tensor) => wholeSequence ? tensor : stream.Slice(tensor, ResidualStream.Text);
        var hidden_B1TE = Written(layer.Input).unsqueeze(1);
        return new(hidden_B1TE, hidden_B1TE, Written(stream.Positions), Written(stream.Visible))
        {
            Runs = wholeSequence && stream.Spans.Count > 1 ? null : stream.Runs,
            Attention = layer.Received is { } received ? Written(received.Own) : null,
        };
    }

    /// <inheritdoc/>
    public MemoryBlock Recall(MemoryBlock held, IKeyValueProjection layer)
    {
        ArgumentNullException.ThrowIfNull(held);
        ArgumentNullException.ThrowIfNull(layer);
        return held.Projected(hidden_B1SE => layer.Project(hidden_B1SE.squeeze(1)));
    }
}
