using System.CommandLine;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plugins;
using UniMem.Experiments.Yaml;

namespace UniMem.Cli.Commands;

/// <summary>The option <c>--plugin</c> of commands that work without a run.</summary>
internal static class PluginOption
{
    public static Option<string[]> Create() => new("--plugin")
    {
        Description = "An assembly whose components count too; may be given several times.",
    };

    /// <summary>The built-in components and those of plugins.</summary>
    public static ComponentRegistry Registry(IReadOnlyList<string>? plugins)
    {
        var registry = ResolvedRun.BuiltIn();
        var here = new SourceLocation("--plugin");
        PluginLoader.Load(new ConfigList([.. (plugins ?? []).Select(file => new ConfigScalar(file, quoted: true, here))], here), registry);
        return registry;
    }
}
