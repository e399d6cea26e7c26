using System.CommandLine;
using UniMem.Components;
using UniMem.Experiments.Documentation;
using UniMem.Experiments.Yaml;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem components</c>: lists every part that a configuration can name.</summary>
internal static class ComponentsCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("name")
        {
            Description = "A kind or a component, which is then told with its source; everything when not given.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var plugins = PluginOption.Create();
        var markdown = new Option<bool>("--markdown") { Description = "Write the whole reference as a page instead: files, parts, settings." };
        var file = TextOutput.Create();
        var command = new ExampledCommand(
            "components",
            "Lists the parts that configurations are made of, with their settings, ranges and sources.",
            "unimem components manager")
        {
            name,
            plugins,
            markdown,
            file,
        };
        command.SetAction(parsed =>
        {
            var registry = PluginOption.Registry(parsed.GetValue(plugins));
            var wanted = parsed.GetValue(name);
            if (parsed.GetValue(markdown) && wanted is not null)
            {
                throw new ConfigurationException("--markdown", $"the page holds every component; leave out '{wanted}'.");
            }

            var text = parsed.GetValue(markdown) ? ReferencePage.Of(registry) : List(wanted, new ComponentCatalog(registry));
            TextOutput.Write(text, parsed.GetValue(file), terminal);
            return ExitCodes.Success;
        });
        return command;
    }

    private static string List(string? wanted, ComponentCatalog catalog)
    {
        var all = catalog.Components;
        var shown = wanted is null ? all : [.. all.Where(part => part.Name == wanted || part.Kind == wanted.Replace('_', ' '))];
        if (shown.Count == 0)
        {
            var known = catalog.Kinds.Select(kind => kind.Kind).Concat(all.Select(component => component.Name)).Distinct().ToList();
            throw new ConfigurationException("", $"no kind and no component is called '{wanted}'{NearestName.Hint(wanted!, known)}");
        }

        using var output = new StringWriter { NewLine = "\n" };
        foreach (var (kind, summary) in catalog.Kinds.Where(kind => shown.Any(component => component.Kind == kind.Kind)))
        {
            output.WriteLine($"{kind}{Dash(summary)}");
            foreach (var component in shown.Where(component => component.Kind == kind))
            {
                Write(component, remarks: wanted is not null, output);
            }

            output.WriteLine();
        }

        return output.ToString();
    }

    private static void Write(ListedComponent component, bool remarks, StringWriter output)
    {
        var origin = component.Assembly.StartsWith("UniMem", StringComparison.Ordinal) ? "" : $" [{component.Assembly}]";
        output.WriteLine($"  {component.Name}{origin}{Dash(component.Summary)}");
        if (remarks && component.Remarks.Length > 0)
        {
            output.WriteLine($"      {component.Remarks}");
        }

        foreach (var setting in component.Settings)
        {
            var value = setting.Default is null ? "must be given" : $"default {setting.Default}";
            output.WriteLine($"      {setting.Key}: {setting.FormAndRange}; {value}{Dash(setting.Summary)}");
        }
    }

    private static string Dash(string summary) => summary.Length == 0 ? "" : $" - {summary}";
}
