using System.Runtime.InteropServices;

namespace UniMem.Attention.Patterns;

/// <summary>A pattern as questions about a query and a key in reverse Polish notation: each answer is put on a stack, and some take answers from it.</summary>
/// <remarks>A kernel evaluates it in one pass, where the patterns' own operators take one each. Every method adds a question and returns true.</remarks>
public sealed class SightProgram
{
    private readonly List<long> _code = [];

    /// <summary>The questions, numbered as the native part knows them.</summary>
    private enum Question
    {
        Distance,
        Key,
        Rank,
        Multiple,
        Text,
        Past,
        And,
        Or,
        Not,
    }

    /// <summary>The questions, each with the numbers that belong to it.</summary>
    public ReadOnlySpan<long> Code => CollectionsMarshal.AsSpan(_code);

    /// <summary>The program of a pattern; null where it has none, or where it shows everything, for which a pass is too much.</summary>
    internal static SightProgram? Of(AttentionPattern pattern)
    {
        var program = new SightProgram();
        return pattern is not Everything && pattern.Tell(program) ? program : null;
    }

    /// <summary>Is the key from <paramref name="least"/> to less than <paramref name="end"/> tokens before the query?</summary>
    /// <param name="least">Least distance.</param>
    /// <param name="end">The distance behind the greatest.</param>
    public bool Distance(long least, long end) => Ask(Question.Distance, least, end);

    /// <summary>Does the key stand before <paramref name="end"/> in the document?</summary>
    /// <param name="end">A position.</param>
    public bool Key(long end) => Ask(Question.Key, end);

    /// <summary>Are fewer than <paramref name="end"/> keys of the row older?</summary>
    /// <param name="end">A number of keys.</param>
    public bool Rank(long end) => Ask(Question.Rank, end);

    /// <summary>Is the distance a multiple of <paramref name="number"/>?</summary>
    /// <param name="number">At least 1.</param>
    public bool Multiple(long number) => Ask(Question.Multiple, number);

    /// <summary>Is the query a token of the segment?</summary>
    public bool Text() => Ask(Question.Text);

    /// <summary>Is the key's column no greater than the query's?</summary>
    public bool Past() => Ask(Question.Past);

    /// <summary>Are both of the last two answers yes?</summary>
    public bool And() => Ask(Question.And);

    /// <summary>Is one of them?</summary>
    public bool Or() => Ask(Question.Or);

    /// <summary>Is the last answer no?</summary>
    public bool Not() => Ask(Question.Not);

    /// <summary>Several patterns, put together two by two.</summary>
    internal bool All(IReadOnlyList<AttentionPattern> patterns, Func<bool> together)
    {
        for (var i = 0; i < patterns.Count; i++)
        {
            if (!patterns[i].Tell(this) || (i > 0 && !together()))
            {
                return false;
            }
        }

        return patterns.Count > 0;
    }

    private bool Ask(Question question, params ReadOnlySpan<long> numbers)
    {
        _code.Add((long)question);
        _code.AddRange(numbers);
        return true;
    }
}
