namespace UniMem.Testing.Rules;

/// <summary>A promise that a part did not keep.</summary>
/// <param name="rule">The rule that was violated.</param>
/// <param name="what">What happened, and what should have.</param>
/// <param name="cause">What the part threw; null when it threw nothing.</param>
internal sealed class Violation(string rule, string what, Exception? cause = null) : Exception(what, cause)
{
    /// <summary>The rule that was violated.</summary>
    public string Rule => rule;
}
