using System.Reflection;
using System.Runtime.Loader;

namespace UniMem.Faults;

/// <summary>Compiles one project from its sources, with one line changed.</summary>
internal static class Sources
{
    /// <summary>Compiles the project that a file belongs to.</summary>
    /// <param name="fault">What to change.</param>
    /// <param name="references">Folder of the assemblies that it needs.</param>
    /// <param name="assembly">Where to write.</param>
    /// <param name="folder">For what is needed on the way.</param>
    public static void Compile(Fault fault, string references, string assembly, string folder)
    {
        var project = Build.At("src", fault.Project);
        var changed = Path.Combine(folder, Path.GetFileName(fault.File));
        File.WriteAllText(changed, fault.Applied());
        var files = Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(project, file).StartsWith("bin", StringComparison.Ordinal))
            .Where(file => !Path.GetRelativePath(project, file).StartsWith("obj", StringComparison.Ordinal))
            .Select(file => file == fault.Path ? changed : file)
            .Concat(Directory.EnumerateFiles(Build.Intermediate(Path.Combine("src", fault.Project)), "*.cs"));
        var libraries = Directory.EnumerateFiles(Build.Framework, "*.dll").Concat(Managed(references, fault.Project));
        string[] arguments =
        [
            "-noconfig", "-nologo", "-target:library", "-optimize+", "-debug-", "-nullable:enable", "-langversion:latest", "-warn:0",
                "-unsafe+", "-deterministic+",
            $"-out:\"{assembly}\"", $"-analyzer:\"{Build.Generator}\"",
            .. libraries.Select(file => $"-reference:\"{file}\""), .. Resources(fault.Project, references, folder),
                .. files.Select(file => $"\"{file}\""),
        ];
        var response = Path.Combine(folder, "compile.rsp");
        File.WriteAllLines(response, arguments);
        var (code, text) = Command.Run("exec", Build.Compiler, "-shared", $"@{response}");
        Assert.That(code, Is.Zero, $"'{fault.Name}' does not compile:\n{text}");
    }

    private static IEnumerable<string> Managed(string folder, string project) => Directory.EnumerateFiles(folder, "*.dll")
        .Where(file => Path.GetFileNameWithoutExtension(file) != project && IsManaged(file));

    private static bool IsManaged(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file).Name is not null;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private static List<string> Resources(string project, string references, string folder)
    {
        var context = new AssemblyLoadContext(project, isCollectible: true);
        var built = context.LoadFromAssemblyPath(Path.Combine(references, $"{project}.dll"));
        var switches = new List<string>();
        foreach (var name in built.GetManifestResourceNames())
        {
            var file = Path.Combine(folder, name);
            using (var target = File.Create(file))
            {
                using var source = built.GetManifestResourceStream(name)!;
                source.CopyTo(target);
            }

            switches.Add($"-resource:\"{file}\",{name}");
        }

        context.Unload();
        return switches;
    }
}
