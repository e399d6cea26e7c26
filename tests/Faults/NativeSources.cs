using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace UniMem.Faults;

/// <summary>Compiles what one changed C++ file takes part in, and links it with the rest as it was built.</summary>
internal static partial class NativeSources
{
    /// <summary>The library's file.</summary>
    public const string Library = "libunimem_native.so";

    /// <summary>Whether this processor has products of pairs of bfloat16 (AVX512_BF16).</summary>
    public static bool MultipliesPairs => Avx512BW.VL.IsSupported && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;

    /// <summary>Makes the library that a file belongs to.</summary>
    /// <param name="fault">What to change.</param>
    /// <param name="library">The library as it was built; it is replaced.</param>
    /// <param name="folder">For what is needed on the way.</param>
    public static void Compile(Fault fault, string library, string folder)
    {
        var sources = Path.GetDirectoryName(fault.Path)!;
        foreach (var file in Directory.EnumerateFiles(sources))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(folder, Path.GetFileName(fault.Path)), fault.Applied());
        var build = BuildOf(library);
        var link = File.ReadAllText(Path.Combine(build, "CMakeFiles", "unimem_native.dir", "link.txt"));
        using var commands = JsonDocument.Parse(File.ReadAllText(Path.Combine(build, "compile_commands.json")));
        foreach (var unit in commands.RootElement.EnumerateArray())
        {
            var (source, command) = (unit.GetProperty("file").GetString()!, unit.GetProperty("command").GetString()!);
            if (Path.GetDirectoryName(source) == sources && Runs(source) && Includes(source, fault.Path, []))
            {
                var (was, made) = (Output().Match(command).Groups[1].Value, Path.Combine(folder, Path.GetFileName(source) + ".o"));
                Run(fault, command.Replace(source, Path.Combine(folder, Path.GetFileName(source)), StringComparison.Ordinal)
                    .Replace(was, made, StringComparison.Ordinal), build);
                link = link.Replace($" {was} ", $" {made} ", StringComparison.Ordinal);
            }
        }

        File.Delete(library);
        Run(fault, link.Replace($"-o {Library}", $"-o '{library}'", StringComparison.Ordinal), build);
    }

    /// <summary>The folder of the build that a library is a copy of: there is one for each libtorch.</summary>
    private static string BuildOf(string library)
    {
        var bytes = File.ReadAllBytes(library);
        var builds = Directory.EnumerateFiles(Build.At("src", "UniMem.Native", "obj", "native"), Library, SearchOption.AllDirectories)
            .Where(built => File.ReadAllBytes(built).AsSpan().SequenceEqual(bytes)).ToList();
        Assert.That(builds, Is.Not.Empty, $"no folder below src/UniMem.Native/obj/native has the {Library} of the tests; build the solution again");
        return Path.GetDirectoryName(builds[0])!;
    }

    /// <summary>Whether this processor runs what a file is compiled to: of three instruction sets, the newest that it has, and of their extension.</summary>
    private static bool Runs(string source)
    {
        var set = Avx512BW.VL.IsSupported ? "avx512" : Avx2.IsSupported && Fma.IsSupported ? "avx2" : "plain";
        var named = Path.GetFileNameWithoutExtension(source).Split('_')[^1];
        return named == "avx512bf16" ? MultipliesPairs : named is not ("avx512" or "avx2" or "plain") || named == set;
    }

    private static bool Includes(string file, string wanted, HashSet<string> seen) =>
        file == wanted || (seen.Add(file) && File.Exists(file) && Quoted().Matches(File.ReadAllText(file))
            .Any(include => Includes(Path.Combine(Path.GetDirectoryName(file)!, include.Groups[1].Value), wanted, seen)));

    private static void Run(Fault fault, string line, string folder)
    {
        var (code, text) = Command.Shell(line, folder);
        Assert.That(code, Is.Zero, $"'{fault.Name}' cannot be built by {line}\n{text}");
    }

    [GeneratedRegex(@" -o (\S+\.o) ")]
    private static partial Regex Output();

    [GeneratedRegex("^#include \"(.+)\"", RegexOptions.Multiline)]
    private static partial Regex Quoted();
}
