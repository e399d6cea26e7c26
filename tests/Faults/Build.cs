using System.Reflection;

namespace UniMem.Faults;

/// <summary>Where the build found and put things.</summary>
internal static class Build
{
    /// <summary>The C# compiler.</summary>
    public static string Compiler => Written("Compiler");

    /// <summary>Folder of the framework's reference assemblies.</summary>
    public static string Framework => Written("Framework");

    /// <summary>What writes the code of regular expressions.</summary>
    public static string Generator =>
        Path.GetFullPath(Path.Combine(Framework, "../../analyzers/dotnet/cs/System.Text.RegularExpressions.Generator.dll"));

    /// <summary>The full path of a file or folder of the working copy.</summary>
    public static string At(params string[] relative) => Path.GetFullPath(Path.Combine([Written("Repository"), .. relative]));

    /// <summary>The folder that a project was built into.</summary>
    public static string Output(string project) => At(project, Written("Output"));

    /// <summary>The folder of what a project's build made on its way.</summary>
    public static string Intermediate(string project) => At(project, Written("Intermediate"));

    private static string Written(string key) =>
        typeof(Build).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;
}
