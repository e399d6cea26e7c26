using UniMem.Attention;
using UniMem.Attention.Patterns;

namespace UniMem.Memory.Reading;

/// <summary>What the queries of one segment see of memories that lie alike: layers that ask the same share the answer.</summary>
/// <remarks>Answers live as long as the forward pass in which they were first given.</remarks>
internal sealed class SightCache
{
    private readonly Dictionary<(AttentionPattern Pattern, Type Question, SlotLayout Slots), object> _known = [];

    /// <summary>The answer, worked out where it is not known yet or where the host does not know how the slots lie.</summary>
    /// <typeparam name="T">One type for each form of question.</typeparam>
    /// <param name="query">Who asks.</param>
    /// <param name="pattern">Which slots are seen.</param>
    /// <param name="held">The memory.</param>
    /// <param name="columns">Columns asked about.</param>
    /// <param name="see">Works it out; from positions, ranks and validity alone.</param>
    public static T Of<T>(AttentionQuery query, AttentionPattern pattern, MemoryBlock held, IReadOnlyList<ColumnRange> columns, Func<T> see)
        where T : notnull
    {
        if (query.Sights is not { } cache || SlotLayout.Of(held, columns) is not { } layout)
        {
            return see();
        }

        var key = (pattern, typeof(T), layout);
        if (!cache._known.TryGetValue(key, out var known))
        {
            cache._known[key] = known = see();
        }

        return (T)known;
    }
}
