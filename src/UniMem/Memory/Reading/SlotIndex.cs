using TorchSharp;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;

namespace UniMem.Memory.Reading;

/// <summary>The index of one reader of one memory at one layer.</summary>
/// <remarks>What it keeps from one reading to the next is a memo of lists, which follow from the slots held; it changes no result.</remarks>
/// <param name="config">Chunks and lists.</param>
/// <param name="context">Where the setting stands.</param>
public sealed class SlotIndex(SlotIndexConfig config, BuildContext context)
{
    private ISlotIndex? _memo;

    /// <summary>Counts what searches find, while somebody wants to know; null else.</summary>
    public SearchRecall? Recall { get; set; }

    /// <summary>Slots that a query is compared with, centroids included, once the memory is full: half a chunk at either end is in no list.</summary>
    /// <param name="slots">Slots held.</param>
    public long Compared(long slots)
    {
        var chunks = Math.Max(0, (slots / config.Chunk) - 1);
        return chunks == 0 ? slots : Math.Min(slots, slots - (chunks * config.Chunk) + (chunks * config.Lists)
            + Math.Min(chunks * config.Chunk, config.Probes * config.Chunk / config.Lists));
    }

    /// <summary>Checks that the index fits the memory that it is to search.</summary>
    /// <param name="policy">How its keys are scored; null where it does not enter attention.</param>
    /// <param name="capacity">Most slots held.</param>
    /// <exception cref="ConfigurationException">There is nothing to gain, or scores depend on more than what the keys contain.</exception>
    public void Check(IPositionPolicy? policy, long capacity)
    {
        if (Compared(capacity) > capacity / 2)
        {
            throw context.Wrong($"a query would be compared with {Compared(capacity)} of {capacity} slots, too many for an index to gain; "
                + "hold more slots, write a smaller 'chunk' or fewer 'probes', or leave 'index' out.");
        }

        if (policy is not null && !GoesByContent(policy))
        {
            throw context.Wrong("lists go by what keys contain, and here scores also depend on where keys stand; "
                + "give the injector 'positions: {type: origin}' or '{type: none}', or leave 'index' out.");
        }
    }

    /// <summary>The best slots that the lists show; those of no list are all compared.</summary>
    /// <param name="held">More than <paramref name="count"/> slots.</param>
    /// <param name="query">The queries.</param>
    /// <param name="among">Which slots compete.</param>
    /// <param name="count">K.</param>
    internal FoundSlots Best(MemoryBlock held, AttentionQuery query, AttentionPattern among, long count)
    {
        using var _ = torch.no_grad();
        var bounds = new SlotBounds(held, SlotRanks.Of(held.Valid).FromOldest, query);
        var chunks = Enumerable.Range(0, (int)held.Rows).SelectMany(row => bounds.Chunks(row, config.Chunk)
            .Where(chunk => bounds.OfRow(row, chunk.Column, config.Chunk) is { } sight && among.Throughout(sight) == true)).ToList();
        if (chunks.Count == 0)
        {
            return SlotSearch.Best(held, query, among, count);
        }

        var found = ByKernel(held, query, among, count, chunks) ?? IndexedSight.Best(held, query, among, count, chunks, config);
        Recall?.Compare(found, held, query, among);
        return found;
    }

    private FoundSlots? ByKernel(MemoryBlock held, AttentionQuery query, AttentionPattern among, long count, List<IndexedChunk> chunks)
    {
        var rows = new List<FoundSlots>();
        for (var row = 0; row < held.Rows; row++)
        {
            var beside = Beside([.. chunks.Where(chunk => chunk.Row == row)], held.Slots);
            if (SlotSearch.ByKernel(held.Row(row), query.Row(row), among, count, beside) is not { } found)
            {
                return null;
            }

            rows.Add(found);
        }

        var places_N3 = torch.tensor(chunks.SelectMany(chunk => new[] { chunk.Row, chunk.Column, chunk.Number }).ToArray()).view(-1, 3);
        _memo ??= query.SlotKernel!.Index(config.Chunk, config.Lists, Attention.Positions.Scores.Precise(query));
        return _memo.Search(
            query.Policy.Products(query, SlotSight.Table(held))!, places_N3, config.Probes,
            new(torch.cat([.. rows.Select(row => row.Scores)]), torch.cat([.. rows.Select(row => row.Columns)])));
    }

    /// <summary>The stretches of a row that are in none of its chunks.</summary>
    private List<(long First, long Length)> Beside(IReadOnlyList<IndexedChunk> chunks, long slots)
    {
        var (stretches, from) = (new List<(long First, long Length)>(), 0L);
        foreach (var chunk in chunks)
        {
            stretches.Add((from, chunk.Column - from));
            from = chunk.Column + config.Chunk;
        }

        stretches.Add((from, slots - from));
        return [.. stretches.Where(stretch => stretch.Length > 0)];
    }

    /// <summary>Whether scores are products with the keys as they are held.</summary>
    private bool GoesByContent(IPositionPolicy policy)
    {
        var keys_11MD = torch.zeros([1, 1, 2, context.Model.HeadWidth]);
        var positions_1M = torch.arange(2).unsqueeze(0);
        var keys = SlotSight.Table(new(keys_11MD, keys_11MD, positions_1M, torch.ones([1, 2], torch.ScalarType.Bool)));
        var query = new AttentionQuery(keys_11MD, positions_1M + 2, positions_1M.narrow(1, 0, 1) + 2, policy);
        return policy.Products(query, keys) is { } products && ReferenceEquals(products.Keys, keys_11MD);
    }
}
