using System.Reflection;

namespace UniMem.Experiments.Tests;

/// <summary>The working copy that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its full path.</summary>
    public static string Path { get; } = Built("Repository");

    /// <summary>The full path of a file or folder in it.</summary>
    public static string At(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>A path that the build wrote down.</summary>
    public static string Built(string key) => System.IO.Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!);
}
