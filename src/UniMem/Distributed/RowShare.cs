using TorchSharp;

namespace UniMem.Distributed;

/// <summary>Which rows of every batch a process has: equal shares, in the order of the processes.</summary>
/// <param name="Rank">Which share, from 0.</param>
/// <param name="Size">How many shares there are. At least 1.</param>
public sealed record RowShare(int Rank, int Size)
{
    /// <summary>All rows.</summary>
    public static RowShare All { get; } = new(0, 1);

    /// <summary>Draws for the rows of all processes and keeps this one's, so that what is drawn does not depend on how many processes there are.</summary>
    /// <param name="like">(B, ...): the rows of this process; shape, type and device of the result.</param>
    /// <param name="fill">Fills (B * <see cref="Size"/>, ...) in place, from a generator that stands at the same place in all processes.</param>
    public torch.Tensor Draw(torch.Tensor like, Func<torch.Tensor, torch.Tensor> fill)
    {
        ArgumentNullException.ThrowIfNull(like);
        ArgumentNullException.ThrowIfNull(fill);
        if (Size == 1)
        {
            return fill(torch.empty_like(like));
        }

        var rows = like.shape[0];
        return fill(torch.empty([rows * Size, .. like.shape[1..]], like.dtype, like.device)).narrow(0, rows * Rank, rows);
    }
}
