namespace UniMem.Components;

/// <summary>Marks a setting that holds the path of a file or folder: relative ones are relative to the file that names them.</summary>
/// <remarks>
/// Configurations come out with full paths. The identity of a run depends on what the file or folder contains, not on where it lies.
/// </remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FilePathAttribute : Attribute;
