using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Verification;

/// <summary>What becomes of one foreign array of weights.</summary>
public sealed record WeightRule
{
    /// <summary>
    /// Our parameter. <c>{layer}</c> and the like stand for what the foreign name has there; <c>*</c> for any one part: then all
    /// parameters of
    /// such a name get the array, and their gradients are summed.
    /// </summary>
    public required string To { get; init; }

    /// <summary>
    /// Rows of our parameter that the array fills, from the first to before the last. When not given, arrays with the same <see cref="To"/>
    /// are stacked in the order of the map.
    /// </summary>
    public IReadOnlyList<long>? Rows { get; init; }

    /// <summary>Rows of the foreign array that are meant, from the first to before the last; all of them when not given.</summary>
    public IReadOnlyList<long>? From { get; init; }

    /// <summary>Whether the foreign array is turned round first, as those of GPT-2's Conv1D must be.</summary>
    public bool Transpose { get; init; }

    /// <summary>What the foreign array is multiplied by.</summary>
    public double Factor { get; init; } = 1;
}

/// <summary>Foreign names of one form, and what becomes of their arrays.</summary>
/// <param name="Pattern">The name; <c>{layer}</c> and the like stand for a number.</param>
/// <param name="Rules">One or more; none when the array is left out.</param>
/// <param name="Location">Where it was written.</param>
public sealed record NamedRules(string Pattern, IReadOnlyList<WeightRule> Rules, SourceLocation Location);
