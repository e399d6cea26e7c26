using TorchSharp;
using UniMem.Components;

namespace UniMem.Memory.Writing;

/// <summary>Writes the keys and values that the layer has just used, one slot a token; keys unrotated.</summary>
/// <remarks>Source: Memorizing Transformers (Wu et al. 2022, arXiv:2203.08913, section 3.1); "direct" writing in UniMem.</remarks>
[Component("kv")]
public sealed record KeyValueWriterConfig : WriterConfig
{
    /// <inheritdoc/>
    public override IMemoryWriter Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Layer is null
            ? throw context.Wrong("'kv' writes keys and values of a layer, and 'output' has none; name layers, or write 'memory_tokens'.")
            : new KeyValueWriter(SlotShape.KeyValue(context.Model));
    }
}

/// <inheritdoc cref="KeyValueWriterConfig"/>
/// <param name="held">Shape of a slot.</param>
public sealed class KeyValueWriter(SlotShape held) : IMemoryWriter
{
    /// <inheritdoc/>
    public SlotShape Held => held;

    /// <inheritdoc/>
    public MemoryBlock? Write(LayerActivations layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var stream = layer.Stream;
        var text = stream.Span(ResidualStream.Text);
        torch.Tensor TextOf(torch.Tensor heads_BGTD) =>
            stream.Spans.Count == 1 ? heads_BGTD : heads_BGTD.narrow(2, text.Start, text.Length);

        return new(
            TextOf(layer.Keys!), TextOf(layer.Values!),
            stream.Slice(stream.Positions, ResidualStream.Text), stream.Slice(stream.Visible, ResidualStream.Text))
        {
            Runs = stream.Runs,
            Attention = layer.Received is { } received ? stream.Slice(received.Own, ResidualStream.Text) : null,
        };
    }
}
