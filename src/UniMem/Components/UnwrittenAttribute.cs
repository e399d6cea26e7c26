namespace UniMem.Components;

/// <summary>
/// A setting that stands in no resolved configuration while it is null: runs that do not use it keep the names they had before it came.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class UnwrittenAttribute : Attribute;
