using System.CommandLine;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Methods;
using UniMem.Experiments.Yaml;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem new</c>: makes a file to begin with.</summary>
internal static class NewCommand
{
    private const string Methods = "configs/methods";

    public static Command Create(Terminal terminal)
    {
        var kind = new Argument<string>("kind") { Description = "What to make: method. (A plugin: dotnet new unimem-plugin.)" };
        var name = new Argument<string>("name") { Description = "Its name." };
        var from = new Option<string>("--from") { Description = "The method to begin with: a name such as unimix, or a file.", Required = true };
        var file = new Option<string?>("--out", "-o")
        {
            Description = $"The file; NAME.yaml in {Methods} above the current folder when not given, or else in the current folder.",
        };
        var command = new ExampledCommand(
            "new",
            "Makes a method's file from another's: the same parts and comments under a new name.",
            "unimem new method my-unimix --from unimix")
        {
            kind, name, from, file,
        };
        command.SetAction(parsed =>
        {
            Check(parsed.GetValue(kind)!);
            var source = Source(parsed.GetValue(from)!);
            var target = parsed.GetValue(file) ?? Path.Combine(Above() ?? "", $"{parsed.GetValue(name)}.yaml");
            if (File.Exists(target))
            {
                throw new ConfigurationException("", $"{target} is there already; choose another name, or --out FILE.");
            }

            TextOutput.Write(NewMethod.Text(parsed.GetValue(name)!, source, target), target, terminal);
            terminal.Output.WriteLine($"{Shown(target)} has the parts of {Shown(source)}. Change it, then: unimem diff {Shown(source)} {Shown(target)}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Check(string kind)
    {
        if (kind == "plugin")
        {
            throw new ConfigurationException("", "a plugin is made by dotnet new: dotnet new install FOLDER-OF-UNIMEM/templates, then dotnet new unimem-plugin -n NAME.");
        }

        if (kind != "method")
        {
            throw new ConfigurationException("", $"'{kind}' cannot be made{NearestName.Hint(kind, ["method"])}");
        }
    }

    private static string Source(string from)
    {
        if (from.EndsWith(".yaml", StringComparison.Ordinal))
        {
            return from;
        }

        var home = Environment.GetEnvironmentVariable("UNIMEM_HOME") is { Length: > 0 } folder ? Path.Combine(folder, Methods) : null;
        var folders = new[] { Above(), home }.OfType<string>().Where(Directory.Exists).Distinct().ToList();
        return folders.Select(folder => Path.Combine(folder, $"{from}.yaml")).FirstOrDefault(File.Exists)
            ?? throw new ConfigurationException("--from", folders.Count == 0
                ? $"there is no {Methods} above this folder; give the method's file."
                : $"no method is called '{from}'{NearestName.Hint(from, [.. Directory.EnumerateFiles(folders[0], "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)])}");
    }

    private static string? Above()
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, Methods)))
            {
                return Path.Combine(folder.FullName, Methods);
            }
        }

        return null;
    }

    private static string Shown(string file) => ConfigFiles.Shown(Path.GetFullPath(file));
}
