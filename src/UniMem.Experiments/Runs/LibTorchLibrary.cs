using System.Diagnostics;
using System.Text.RegularExpressions;

namespace UniMem.Experiments.Runs;

/// <summary>The libtorch that this process computes with.</summary>
/// <param name="File">Its main library; empty where it cannot be found.</param>
/// <param name="Version">Its version, such as <c>1.13.0</c>; empty where nothing beside the library tells it.</param>
public sealed partial record LibTorchLibrary(string File, string Version)
{
    /// <summary>The library that is loaded now.</summary>
    public static LibTorchLibrary Loaded()
    {
        using var process = Process.GetCurrentProcess();
        var library = process.Modules.Cast<ProcessModule>().FirstOrDefault(m => m.ModuleName.Contains("torch_cpu", StringComparison.Ordinal))?.FileName;
        return library is null ? new("", "") : At(new FileInfo(library).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? library);
    }

    /// <summary>The library at a path.</summary>
    public static LibTorchLibrary At(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(file, InName().Match(Path.GetFileName(file)) is { Success: true } named ? named.Groups[1].Value : Beside(file) ?? FromPackage(file));
    }

    // libtorch's archives hold build-version and PyTorch's packages version.py, both one folder above the libraries.
    private static string? Beside(string file)
    {
        var above = Path.GetDirectoryName(Path.GetDirectoryName(file)) ?? "";
        var (archive, package) = (Path.Combine(above, "build-version"), Path.Combine(above, "version.py"));
        return System.IO.File.Exists(archive) ? System.IO.File.ReadAllText(archive).Trim()
            : System.IO.File.Exists(package) && InPython().Match(System.IO.File.ReadAllText(package)) is { Success: true } match ? match.Groups[1].Value
            : null;
    }

    private static string FromPackage(string file) => InFolder().Match(file.Replace('\\', '/')) is { Success: true } match ? match.Groups[1].Value : "";

    [GeneratedRegex(@"\.so\.(\d+(?:\.\d+)+)$")]
    private static partial Regex InName();

    [GeneratedRegex(@"__version__ = '([^']+)'")]
    private static partial Regex InPython();

    [GeneratedRegex(@"/libtorch-[^/]+/(\d+(?:\.\d+)+)/")]
    private static partial Regex InFolder();
}
