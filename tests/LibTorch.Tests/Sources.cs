using System.Runtime.CompilerServices;

namespace LibTorch.Tests;

/// <summary>Where this project's sources are, as far as the machine that runs the tests has them.</summary>
internal static class Sources
{
    internal static string Folder { get; } = Path.GetDirectoryName(Here())!;

    private static string Here([CallerFilePath] string path = "") => path;
}
