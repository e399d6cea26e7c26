using UniMem.Experiments.Schemas;

namespace UniMem.Documentation.Tests;

/// <summary>The configuration files that the repository offers to read and to copy.</summary>
internal static class YamlFiles
{
    private static readonly string[] Folders = ["configs", "experiments", "samples"];

    /// <summary>Their paths in the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Folders.Select(Repository.At).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Path, file))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The samples that the solution has built: plugins, each with files that name its parts.</summary>
    public static IReadOnlyList<string> Samples { get; } =
    [
        .. Directory.EnumerateDirectories(Repository.At("samples"))
            .Select(folder => Path.Combine(folder, "bin", $"{Path.GetFileName(folder)}.dll")).Where(File.Exists).Order(StringComparer.Ordinal),
    ];

    /// <summary>What kind of file it is, by its folder and name.</summary>
    public static SchemaKind KindOf(string file) => file switch
    {
        _ when file.Contains("/methods/", StringComparison.Ordinal) || file.EndsWith("method.yaml", StringComparison.Ordinal) => SchemaKind.Method,
        _ when file.EndsWith("sweep.yaml", StringComparison.Ordinal) => SchemaKind.Sweep,
        _ when file.Contains("/runs/", StringComparison.Ordinal) || file.EndsWith("run.yaml", StringComparison.Ordinal) => SchemaKind.Run,
        _ => SchemaKind.Fragment,
    };
}
