using UniMem.Memory;

namespace UniMem.Testing;

/// <summary>What tests ask of the slots that a memory holds.</summary>
public static class MemoryBlockExtensions
{
    /// <summary>Positions of the slots that a row holds, oldest first.</summary>
    /// <param name="block">The slots.</param>
    /// <param name="row">The row, from 0.</param>
    public static long[] PositionsOf(this MemoryBlock block, int row)
    {
        ArgumentNullException.ThrowIfNull(block);
        var (positions, valid) = (block.Positions[row].cpu().data<long>().ToArray(), block.Valid[row].cpu().data<bool>().ToArray());
        return [.. positions.Where((_, column) => valid[column])];
    }
}
