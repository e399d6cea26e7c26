using System.Security.Cryptography;
using System.Text;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Configuration;

/// <summary>Names a run by what it computes: equal configurations give equal names, wherever and however they run.</summary>
public static class RunIdentity
{
    private const int Digits = 12;

    /// <summary>Settings that do not change what is computed, but for rounding.</summary>
    public static IReadOnlyList<string> WithoutEffect { get; } = ["name", "device", "kernels", "threads", "track"];

    /// <summary>The first 12 hexadecimal digits of the SHA-256 of the resolved YAML.</summary>
    /// <remarks>Name, device, kernels and threads are left out; a file or folder counts by what it contains, a plugin too.</remarks>
    public static string Of(RunConfig config)
    {
        var map = WithoutEffect.Aggregate(new ConfigUnbinder(Content).Map(config), (all, key) => all.Without(key));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(YamlWriter.Write(map))))[..Digits];
    }

    private static string Content(string path)
    {
        if (File.Exists(path))
        {
            return Hash(path);
        }

        if (!Directory.Exists(path))
        {
            return Path.GetFileName(path);
        }

        var files = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetRelativePath(path, file).Replace('\\', '/'), File: file))
            .OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $"{file.Name} {Hash(file.File)}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files))));
    }

    private static string Hash(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
