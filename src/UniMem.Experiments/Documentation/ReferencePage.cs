using System.Text;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Schemas;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Documentation;

/// <summary>The reference of everything that files may say, as a page of Markdown, from the records and their documentation comments.</summary>
public static class ReferencePage
{
    private const string Table = "| key | takes | default | meaning |\n|---|---|---|---|\n";

    /// <summary>The page.</summary>
    /// <param name="registry">The components.</param>
    public static string Of(ComponentRegistry registry)
    {
        var documentation = new XmlDocumentation("`");
        var catalog = new ComponentCatalog(registry, documentation);
        var page = new StringBuilder();
        page.Append("# Reference\n\nEverything that configuration files may say. Written by `./unimem components --markdown`");
        page.Append(" from the comments in the code; a test fails when it is stale.\n\n");
        page.Append("- [Run files](#run-files)\n- [Sweep files](#sweep-files)\n");
        foreach (var (kind, _) in catalog.Kinds)
        {
            page.Append($"- [{Title(kind)}](#{kind.Replace(' ', '-')})\n");
        }

        page.Append("\n## Run files\n\nKeys by their path. Every other file is a fragment of a run, merged by `extends: [a.yaml, b.yaml]`.\n");
        foreach (var (path, record) in Sections.Of(typeof(RunConfig)))
        {
            Section(page, path, record, documentation, catalog);
        }

        page.Append("\n## Sweep files\n\nA sweep file says what a run file says, and besides:\n\n");
        Rows(page, SweepKeys.Listed);
        foreach (var (path, record) in Sections.Of(typeof(SweepSettings)))
        {
            Section(page, path, record, documentation, catalog);
        }

        foreach (var (kind, summary) in catalog.Kinds)
        {
            page.Append($"\n## {Title(kind)}\n\n{summary}\n");
            foreach (var component in catalog.Components.Where(component => component.Kind == kind))
            {
                Component(page, component);
            }
        }

        return page.ToString();
    }

    private static void Section(StringBuilder page, string path, Type record, XmlDocumentation documentation, ComponentCatalog catalog)
    {
        page.Append(path.Length == 0 ? "\n" : $"\n### `{path}`\n\n{documentation.Summary(record)}\n\n");
        if (path.Length > 0 && documentation.Remarks(record) is { Length: > 0 } remarks)
        {
            page.Append($"{remarks}\n\n");
        }

        Rows(page, catalog.Settings(record));
    }

    private static void Component(StringBuilder page, ListedComponent component)
    {
        page.Append($"\n### `{component.Name}`\n\n{component.Summary}\n\n");
        page.Append(component.Remarks.Length > 0 ? $"{component.Remarks}\n\n" : "");
        if (component.Settings.Count == 0)
        {
            page.Append("No settings.\n");
            return;
        }

        Rows(page, component.Settings);
    }

    private static void Rows(StringBuilder page, IReadOnlyList<ListedSetting> settings)
    {
        page.Append(Table);
        foreach (var setting in settings)
        {
            var value = setting.Default is null ? "must be given" : $"`{Cell(setting.Default)}`";
            page.Append($"| `{setting.Key}` | {Cell(setting.FormAndRange)} | {value} | {Cell(setting.Summary)} |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Title(string kind) => char.ToUpperInvariant(kind[0]) + kind[1..];
}
