using System.CommandLine;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plugins;
using UniMem.Experiments.Yaml;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem components</c>: lists every part that a configuration can name.</summary>
internal static class ComponentsCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("name")
        {
            Description = "A kind or a component; everything when not given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var plugins = new Option<string[]>("--plugin")
        {
            Description = "An assembly whose components are listed too; may be given several times.",
        };
        var command = new ExampledCommand(
            "components",
            "Lists the parts that configurations are made of, with their settings.",
            "unimem components manager")
        {
            name,
            plugins,
        };
        command.SetAction(parsed => List(parsed.GetValue(name), parsed.GetValue(plugins) ?? [], terminal));
        return command;
    }

    private static int List(string? wanted, IReadOnlyList<string> plugins, Terminal terminal)
    {
        var catalog = new ComponentCatalog(Registry(plugins));
        var all = catalog.Components;
        var shown = wanted is null ? all : [.. all.Where(part => part.Name == wanted || part.Kind == wanted.Replace('_', ' '))];
        if (shown.Count == 0)
        {
            var known = catalog.Kinds.Select(kind => kind.Kind).Concat(all.Select(component => component.Name)).Distinct().ToList();
            throw new ConfigurationException("", $"no kind and no component is called '{wanted}'{NearestName.Hint(wanted!, known)}");
        }

        foreach (var (kind, summary) in catalog.Kinds.Where(kind => shown.Any(component => component.Kind == kind.Kind)))
        {
            terminal.Output.WriteLine($"{kind}{Dash(summary)}");
            foreach (var component in shown.Where(component => component.Kind == kind))
            {
                Write(component, terminal.Output);
            }

            terminal.Output.WriteLine();
        }

        return ExitCodes.Success;
    }

    private static ComponentRegistry Registry(IReadOnlyList<string> plugins)
    {
        var registry = ResolvedRun.BuiltIn();
        var here = new SourceLocation("--plugin");
        PluginLoader.Load(new ConfigList([.. plugins.Select(file => new ConfigScalar(file, quoted: true, here))], here), registry);
        return registry;
    }

    private static void Write(ListedComponent component, TextWriter output)
    {
        var origin = component.Assembly.StartsWith("UniMem", StringComparison.Ordinal) ? "" : $" [{component.Assembly}]";
        output.WriteLine($"  {component.Name}{origin}{Dash(component.Summary)}");
        foreach (var setting in component.Settings)
        {
            var value = setting.Default is null ? "must be given" : $"default {setting.Default}";
            output.WriteLine($"      {setting.Key}: {setting.Form}; {value}{Dash(setting.Summary)}");
        }
    }

    private static string Dash(string summary) => summary.Length == 0 ? "" : $" - {summary}";
}
