using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Tracking.Database;

/// <summary>Tells whether a run's folder has changed since the database read it.</summary>
internal static class RunFingerprint
{
    /// <summary>Names, lengths and times of the files that the database reads, in 16 hexadecimal digits.</summary>
    public static string Of(RunFolder folder)
    {
        var files = Directory.EnumerateFiles(folder.Path).Where(file => Path.GetExtension(file) is ".yaml" or ".csv" or ".json" or "")
            .Concat(Directory.Exists(folder.EvaluationFolder) ? Directory.EnumerateFiles(folder.EvaluationFolder, "*.csv") : [])
            .Where(file => Path.GetFileName(file) != "lock")
            .Order(StringComparer.Ordinal)
            .Select(file => new FileInfo(file))
            .Where(file => file.Exists)
            .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', files))))[..16];
    }
}
