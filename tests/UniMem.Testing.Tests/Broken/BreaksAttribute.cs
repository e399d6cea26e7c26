namespace UniMem.Testing.Tests.Broken;

/// <summary>The one rule that a part violates on purpose.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BreaksAttribute(string rule) : Attribute
{
    public string Rule => rule;
}
