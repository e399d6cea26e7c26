using NUnit.Framework;

namespace UniMem.Testing.Rules;

/// <summary>Names the rule that a test of a contract checks; <c>docs/contracts.md</c> has a section of that name.</summary>
/// <param name="id">Lower case with hyphens, such as <c>capacity-exceeded</c>: the mistake that the rule finds.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RuleAttribute(string id) : PropertyAttribute(Key, id)
{
    /// <summary>The key under which NUnit reports the rule as a property of the test.</summary>
    public const string Key = "Rule";

    /// <summary>The rule.</summary>
    public string Id { get; } = id;
}
