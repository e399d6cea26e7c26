using System.Collections.Immutable;
using TorchSharp;
using UniMem.Attention.Patterns;

namespace UniMem.Memory;

/// <summary>The hidden states that flow through the backbone, and who owns which of them.</summary>
/// <param name="Hidden">(B, T, E).</param>
/// <param name="Positions">(B, T) int64: index in the document; -1 for padding. Memory tokens stand where their injector puts them.</param>
/// <param name="Visible">(B, T) bool: false where nobody may look (padding).</param>
/// <param name="Spans">In order of T: <see cref="Text"/>, <c>name.read</c>, <c>name.write</c>.</param>
public sealed record ResidualStream(
    torch.Tensor Hidden, torch.Tensor Positions, torch.Tensor Visible, ImmutableList<StreamSpan> Spans)
{
    /// <summary>Name of the span that holds the segment's tokens.</summary>
    public const string Text = "text";

    /// <summary>
    /// What the host knows of the rows' text: columns counted from the text's first, and positions. Null where it does not know; slots written
    /// are then looked at on the device.
    /// </summary>
    public IReadOnlyList<SlotRun>? Runs { get; init; }

    /// <summary>Positions between which the places of each row stand, padding left out; null where the host does not know, or for a row of padding.</summary>
    public IReadOnlyList<Bounds?>? Extent { get; init; }

    /// <summary>The span of a name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public StreamSpan Span(string name) => Spans.First(span => span.Name == name);

    /// <summary>(1, T) bool: whether a place holds a token of the segment; null when all do.</summary>
    public torch.Tensor? IsText
    {
        get
        {
            var (text, index_T) = (Span(Text), torch.arange(Positions.shape[1], device: Positions.device));
            return Spans.Count == 1 ? null : (index_T >= text.Start).logical_and(index_T < text.Start + text.Length).unsqueeze(0);
        }
    }

    /// <summary>Hidden states of one span, (B, length, E).</summary>
    public torch.Tensor HiddenOf(string name) => Slice(Hidden, name);

    /// <summary>A part along T of a tensor whose axis 1 is T.</summary>
    /// <param name="tensor">(B, T) or (B, T, ...).</param>
    /// <param name="name">Name of the span.</param>
    public torch.Tensor Slice(torch.Tensor tensor, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var span = Span(name);
        return Spans.Count == 1 ? tensor : tensor.narrow(1, span.Start, span.Length);
    }

    /// <summary>Shapes and spans, not contents.</summary>
    public override string ToString() => $"ResidualStream({string.Join(" x ", Hidden.shape)}: {string.Join(", ", Spans)})";
}

/// <summary>A run of positions of the stream.</summary>
/// <param name="Name">Whose it is.</param>
/// <param name="Start">First index along T.</param>
/// <param name="Length">How many.</param>
/// <param name="Mutual">True when the members see each other in both directions; false when each sees itself and the earlier ones.</param>
public readonly record struct StreamSpan(string Name, long Start, long Length, bool Mutual = false)
{
    /// <summary>Name of the span of memory tokens that a memory reads from.</summary>
    public static string ReadOf(string memory) => $"{memory}.read";

    /// <summary>Name of the span of memory tokens whose outputs a memory writes.</summary>
    public static string WriteOf(string memory) => $"{memory}.write";
}
