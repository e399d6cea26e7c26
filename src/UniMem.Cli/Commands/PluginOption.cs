using System.CommandLine;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plugins;
using UniMem.Experiments.Yaml;

namespace UniMem.Cli.Commands;

/// <summary>The option <c>--plugin</c>.</summary>
internal static class PluginOption
{
    public static Option<string[]> Create() => new("--plugin")
    {
        Description = "An assembly whose components count too; may be given several times.",
    };

    /// <summary>Settings given on the command line, plugins first: they join those that the file names.</summary>
    public static string[] Settings(ParseResult parsed, Option<string[]> plugins, Argument<string[]> overrides) =>
    [
        .. (parsed.GetValue(plugins) ?? []).Select(file => $"plugins+='{file.Replace("'", "''", StringComparison.Ordinal)}'"),
        .. parsed.GetValue(overrides)!,
    ];

    /// <summary>The built-in components and those of plugins.</summary>
    public static ComponentRegistry Registry(IReadOnlyList<string>? plugins)
    {
        var registry = ResolvedRun.BuiltIn();
        var here = new SourceLocation("--plugin");
        PluginLoader.Load(new ConfigList([.. (plugins ?? []).Select(file => new ConfigScalar(file, quoted: true, here))], here), registry);
        return registry;
    }
}
