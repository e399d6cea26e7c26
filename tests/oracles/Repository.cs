using System.Reflection;

namespace UniMem.Oracles.Tests;

/// <summary>The working copy that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its full path.</summary>
    public static string Path { get; } = System.IO.Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Repository").Value!);

    /// <summary>The full path of a file or folder in it.</summary>
    public static string At(params string[] relative) => System.IO.Path.Combine([Path, .. relative]);
}
