using System.Globalization;
using UniMem.Components;

namespace UniMem.Experiments.Yaml;

/// <summary>Where a value was written.</summary>
/// <param name="Source">The file as messages show it, or <c>override 'model.layers=6'</c>.</param>
/// <param name="Line">Line from 1; 0 when the source has none.</param>
/// <param name="Column">Column from 1; 0 when the source has none.</param>
/// <param name="File">The file's full path; null when it was not written in a file.</param>
public sealed record SourceLocation(string Source, long Line = 0, long Column = 0, string? File = null)
{
    /// <summary>The location of a value that was given on the command line.</summary>
    public static SourceLocation Override(string text) => new($"override '{text}'");

    /// <summary>The folder that relative paths written here are relative to.</summary>
    public string Folder => File is null ? Directory.GetCurrentDirectory() : Path.GetDirectoryName(File)!;

    /// <summary>A mistake at this place.</summary>
    /// <param name="path">The key path; empty when it concerns the whole source.</param>
    /// <param name="problem">What is wrong and what would do.</param>
    /// <param name="cause">What revealed it.</param>
    public ConfigurationException Wrong(string path, string problem, Exception? cause = null) => new(path, problem, cause, ToString());

    /// <summary>As messages begin: <c>configs/runs/tiny.yaml:12:5</c>.</summary>
    public override string ToString() => Line == 0
        ? Source
        : string.Create(CultureInfo.InvariantCulture, $"{Source}:{Line}:{Column}");
}
