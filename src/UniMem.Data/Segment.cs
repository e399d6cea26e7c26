using TorchSharp;
using UniMem.Memory;

namespace UniMem.Data;

/// <summary>What one row of a segment holds.</summary>
/// <param name="Document">Index of its document in the split; -1 when the row is empty.</param>
/// <param name="Offset">Position in the document of the row's first token.</param>
/// <param name="Length">Tokens of the document in this row; the rest of the row is padding.</param>
/// <param name="Targets">How many of them are to foresee their successor: those behind the context, less the document's last token.</param>
/// <param name="Context">How many tokens at the row's beginning only give context: segments overlap, and an earlier one had their targets.</param>
public readonly record struct SegmentRow(int Document, int Offset, int Length, int Targets, int Context = 0)
{
    /// <summary>True when the document begins here, so that the row must forget what it holds.</summary>
    public bool StartsDocument => Document >= 0 && Offset == 0;
}

/// <summary>Consecutive tokens of B documents side by side, T of each.</summary>
/// <param name="Tokens">(B, T) int64; 0 where padded.</param>
/// <param name="Positions">(B, T) int64: index of the token in its document; -1 where padded.</param>
/// <param name="Targets">(B, T) int64: the next token of the document, also when that is in the next segment; -100 where there is none.</param>
/// <param name="Rows">Per row, what it holds.</param>
public sealed record Segment(torch.Tensor Tokens, torch.Tensor Positions, torch.Tensor Targets, IReadOnlyList<SegmentRow> Rows) : IDisposable
{
    /// <summary>Per row: whether a document begins here. A document begins at the first token of a segment or not at all.</summary>
    public IReadOnlyList<bool> StartsDocument { get; } = [.. Rows.Select(row => row.StartsDocument)];

    /// <summary>Per row: whether nothing of what came before counts: a document begins here, or there is none.</summary>
    public IReadOnlyList<bool> Forgets { get; } = [.. Rows.Select(row => row.StartsDocument || row.Document < 0)];

    /// <summary>Per row, where its text stands: what the model would else have to ask the device.</summary>
    public IReadOnlyList<SlotRun> Runs { get; } = [.. Rows.Select(row => new SlotRun(0, row.Length, row.Length > 0 ? row.Offset : null))];

    /// <summary>Number of targets in all rows.</summary>
    public long TargetCount { get; } = Rows.Sum(row => (long)row.Targets);

    /// <summary>Some of the rows; their tensors are views of these.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public Segment Part(int first, int count) => new(
        Tokens.narrow(0, first, count), Positions.narrow(0, first, count), Targets.narrow(0, first, count), [.. Rows.Skip(first).Take(count)]);

    /// <summary>Frees the three tensors.</summary>
    public void Dispose()
    {
        Tokens.Dispose();
        Positions.Dispose();
        Targets.Dispose();
    }

    /// <summary>Sizes and rows; tensors are not read.</summary>
    public override string ToString() => $"Segment of {string.Join(" x ", Tokens.shape)}: {string.Join(", ", Rows)}";
}
