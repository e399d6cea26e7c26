using TorchSharp;
using UniMem.Components;

namespace UniMem.Memory.Writing;

/// <summary>Writes what the backbone made of the memory's own write tokens, after the final norm.</summary>
/// <remarks>
/// Source: RMT (Bulatov et al. 2022, arXiv:2207.06881, section 3.2), "model-forward" writing in UniMem. Pair it with
/// <c>inject: {type: memory_tokens}</c>, which puts the tokens into the sequence.
/// </remarks>
[Component("memory_tokens")]
public sealed record MemoryTokenWriterConfig : WriterConfig
{
    /// <inheritdoc/>
    public override IMemoryWriter Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Layer is { } layer
            ? throw context.Wrong($"'memory_tokens' writes what leaves the backbone, not layer {layer}; set 'layers: output'.")
            : new MemoryTokenWriter(context.Memory, SlotShape.Hidden(context.Model));
    }

    /// <inheritdoc/>
    public override bool LearnsFromLaterSegments() => true;
}

/// <inheritdoc cref="MemoryTokenWriterConfig"/>
/// <param name="memory">Name of the memory, whose write tokens these are.</param>
/// <param name="held">Shape of a slot.</param>
public sealed class MemoryTokenWriter(string memory, SlotShape held) : IMemoryWriter
{
    /// <inheritdoc/>
    public SlotShape Held => held;

    /// <inheritdoc/>
    public MemoryBlock? Write(LayerActivations layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        var stream = layer.Stream;
        var span = StreamSpan.WriteOf(memory);
        if (stream.Span(span).Length == 0)
        {
            return null;
        }

        var hidden_B1RE = stream.HiddenOf(span).unsqueeze(1);
        return new(hidden_B1RE, hidden_B1RE, stream.Slice(stream.Positions, span), stream.Slice(stream.Visible, span))
        {
            Runs = SlotRuns.Full(stream.Hidden.shape[0], hidden_B1RE.shape[2]),
        };
    }
}
