using FsCheck;
using NUnit.Framework;
using TorchSharp;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>
/// What a memory manager promises. Inherit it with one line, <c>public sealed class MyTests : MemoryManagerContract&lt;MyConfig&gt;;</c>, or
/// with an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>Each test is a rule; <c>docs/contracts.md</c> has a section for each.</remarks>
/// <typeparam name="TConfig">The manager's configuration record.</typeparam>
public abstract class MemoryManagerContract<TConfig> : PartContract<TConfig>
    where TConfig : ManagerConfig
{
    /// <summary>No row ever holds more than the manager's capacity.</summary>
    [Test]
    [Rule("capacity-exceeded")]
    public void Slots_AfterEachSegment_AreNoMoreThanTheCapacity() => Try("capacity-exceeded", situation => Use(Fresh(), situation));

    /// <summary>A row that is offered slots holds some of them now and then.</summary>
    [Test]
    [Rule("slots-lost")]
    public void Slots_OfManySegments_AreHeldNowAndThen()
    {
        var (offered, kept) = (0, 0);
        Try("slots-lost", situation =>
        {
            var answer = Use(Fresh(), situation);
            offered++;
            kept += answer.Rows.SelectMany(row => row).Any(held => held.Value.numel() > 0) ? 1 : 0;
        });
        Situations.Once("slots-lost", Subject, () =>
        {
            if (offered > 0 && kept == 0)
            {
                throw new Violation("slots-lost",
                    $"in none of {offered} documents did any row ever hold a slot. Keep says what stays: true for a slot "
                    + "that is kept.");
            }
        });
    }

    /// <summary>A manager by age (<see cref="IAgeManager"/>) keeps by number what it keeps slot by slot, and no more than its capacity.</summary>
    [Test]
    [Rule("counts-disagree")]
    public void AgeManager_AskedHowMany_KeepsWhatItKeepsSlotBySlot() => Try("counts-disagree", situation =>
    {
        if (Fresh() is not IAgeManager manager || Unsteady)
        {
            return;
        }

        var (held, number) = ((MemoryBlock?)null, 0);
        foreach (var (incoming, begins) in ((Feed)situation).Blocks(new Staging()))
        {
            number++;
            var before = held?.Erase(torch.tensor(begins).unsqueeze(1));
            held = Retention.Update(new Deciding(manager), before, incoming);
            for (var row = 0; row < incoming.Rows; row++)
            {
                var (had, came) = (before?.PositionsOf(row) ?? [], incoming.PositionsOf(row));
                var (kept, most) = (manager.KeepNewest(had.Length, came.Length), manager.Capacity);
                if (kept < 0 || kept > most)
                {
                    throw new Violation("counts-disagree", $"asked in segment {number} how many it keeps of {had.Length} slots held and {came.Length} "
                        + $"new ones, KeepNewest answers {kept}. It must be at least 0 and at most the capacity, {most}.");
                }

                long[] newest = [.. had.Concat(came).TakeLast((int)kept)], decided = held?.PositionsOf(row) ?? [];
                if (!decided.SequenceEqual(newest))
                {
                    throw new Violation("counts-disagree", $"in segment {number} row {row} keeps the positions {InWords(newest)} by KeepNewest({had.Length}, "
                        + $"{came.Length}) and {InWords(decided)} by Keep. Which of them is asked depends on how the slots lie: leave Keep as the interface has it, "
                        + "or make it the same rule.");
                }
            }
        }
    });

    /// <summary>What a memory holds after segments of equal length have been written into it, as a run would hold it.</summary>
    /// <param name="manager">Decides.</param>
    /// <param name="segments">How many segments.</param>
    /// <param name="length">Slots that each of them writes.</param>
    /// <param name="rows">Rows that do so side by side.</param>
    /// <returns>The slots held; null when none are. Their keys are their positions.</returns>
    protected static MemoryBlock? Feed(IMemoryManager manager, int segments, int length, int rows = 1)
    {
        ArgumentNullException.ThrowIfNull(manager);
        var steps = Enumerable.Repeat((IReadOnlyList<FeedStep>)[.. Enumerable.Repeat(new FeedStep(length), rows)], segments);
        return new Feed([.. steps]).Blocks(new Staging())
            .Aggregate((MemoryBlock?)null, (held, next) => Retention.Update(manager, held, next.Incoming));
    }

    private protected sealed override Arbitrary<Situation> Everydays => Scenes.Feed.Of(Capacity());

    private protected sealed override IReadOnlyList<Situation> Extremes =>
    [
        new Feed([[new(1)], [new(1)]]),
        new Feed([[new(0), new(2)], [new(2), new(0)], [new(0), new(1)]]),
        new Feed([[new(3), new(1)], [new(2), new(2)], [new(4), new(1)]], Start: 10_000_000),
        new Feed([[new(2), new(2)], [new(1, Begins: true), new(1, Begins: true)]]),
        new Feed([[new((int)Math.Clamp(3 * Capacity(), 3, 10_000)), new(1)]]),
    ];

    private protected sealed override Situation Another(Situation situation) => ((Feed)situation) with
    {
        Start = ((Feed)situation).Start + 5,
        Segments = [.. ((Feed)situation).Segments, [.. Enumerable.Repeat(new FeedStep(2), situation.RowCount)]],
    };

    private protected sealed override object Build(TConfig config, BuildContext context) => config.Build(context);

    private protected sealed override Answer Ask(object part, Situation situation, Staging staging)
    {
        var (manager, held) = (new WatchedManager((IMemoryManager)part, staging), (MemoryBlock?)null);
        var rows = Enumerable.Range(0, staging.Alone is null ? situation.RowCount : 1).Select(_ => new List<NamedTensor>()).ToList();
        var segment = 0;
        foreach (var (incoming, begins) in ((Feed)situation).Blocks(staging))
        {
            segment++;
            var kept = held?.Erase(torch.tensor(begins, device: incoming.Valid.device).unsqueeze(1));
            held = part is IAttentionManager
                ? Retention.Update(manager, kept is null ? null : Attended(kept, segment), Attended(incoming, segment))
                : Retention.Update(manager, kept, incoming);
            for (var row = 0; row < rows.Count; row++)
            {
                var positions = held is null ? [] : held.PositionsOf(row);
                if (positions.Length > manager.Capacity)
                {
                    throw new Violation("capacity-exceeded", $"after segment {segment} row {row} holds {positions.Length} slots "
                        + $"(positions {positions[0]} to {positions[^1]}), and the capacity is {manager.Capacity}.");
                }

                rows[row].Add(new($"the positions held after segment {segment}", torch.tensor(positions)));
            }
        }

        return new(rows);
    }

    /// <summary>The slots with some attention of a segment added to what they had: a function of segment and position, as if by chance.</summary>
    private static MemoryBlock Attended(MemoryBlock block, int segment)
    {
        var received_BM = ((block.Positions * 7.3) + (segment * 2.9)).sin().abs().to_type(torch.ScalarType.Float32).masked_fill(block.Valid.logical_not(), 0);
        return block with { Attention = block.Attention is { } before ? before + received_BM : received_BM };
    }

    private static string InWords(long[] positions) => positions.Length == 0 ? "none" : string.Join(", ", positions);

    private long Capacity()
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            return ((IMemoryManager)Fresh()).Capacity;
        }
        catch (Violation)
        {
            // It cannot be built; the rule about exceptions says so.
            return 4;
        }
    }

    /// <summary>Decides slot by slot what another decides, so that nobody asks it for numbers.</summary>
    private sealed class Deciding(IMemoryManager manager) : IMemoryManager
    {
        public long Capacity => manager.Capacity;

        public torch.Tensor Keep(SlotView slots) => manager.Keep(slots);
    }
}
