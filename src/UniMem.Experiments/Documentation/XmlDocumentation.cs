using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Documentation;

/// <summary>Reads the documentation files that the compiler puts beside assemblies.</summary>
/// <param name="code">What stands on both sides of code, such as a backtick for Markdown; nothing for plain text.</param>
public sealed partial class XmlDocumentation(string code = "")
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    /// <summary>The summary of a type in one line; empty when it has none.</summary>
    public string Summary(Type type) => Text(type.Assembly, $"T:{Name(type)}", "summary");

    /// <summary>The remarks of a type in one line: source, departures; empty when it has none.</summary>
    public string Remarks(Type type) => Text(type.Assembly, $"T:{Name(type)}", "remarks");

    /// <summary>The summary of a property in one line; empty when it has none. Properties it refers to are named by their keys.</summary>
    public string Summary(PropertyInfo property) =>
        Text(property.DeclaringType!.Assembly, $"P:{Name(property.DeclaringType)}.{property.Name}", "summary");

    /// <summary>The summary of a value of an enumeration in one line; empty when it has none.</summary>
    public string Summary(FieldInfo field) => Text(field.DeclaringType!.Assembly, $"F:{Name(field.DeclaringType)}.{field.Name}", "summary");

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private string Text(Assembly assembly, string member, string part) =>
        Members(assembly).TryGetValue(member, out var documentation) && documentation.Element(part) is { } text
            ? Spaces().Replace(string.Concat(text.Nodes().Select(Flat)), " ").Trim()
            : "";

    private Dictionary<string, XElement> Members(Assembly assembly)
    {
        if (!_files.TryGetValue(assembly, out var members))
        {
            var file = Path.ChangeExtension(assembly.Location, ".xml");
            _files[assembly] = members = File.Exists(file) ? Read(file) : [];
        }

        return members;
    }

    private static Dictionary<string, XElement> Read(string file)
    {
        try
        {
            return XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
        }
        catch (XmlException)
        {
            return [];
        }
    }

    private string Flat(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } element => Target(element) is { } name ? code + name + code : " ",
        XElement { Name.LocalName: "c" } element => code + element.Value + code,
        XElement { Name.LocalName: "para" } element => $" {string.Concat(element.Nodes().Select(Flat))} ",
        XElement element => string.Concat(element.Nodes().Select(Flat)),
        _ => "",
    };

    private static string? Target(XElement element) =>
        element.Attribute("cref")?.Value is { } cref ? Target(cref) : (element.Attribute("name") ?? element.Attribute("langword"))?.Value;

    private static string Target(string cref) => cref switch
    {
        _ when cref.StartsWith("P:", StringComparison.Ordinal) => SnakeCase.Of(cref.Split('.')[^1]),
        _ when cref.StartsWith("T:", StringComparison.Ordinal) && Component(cref[2..]) is { } name => name,
        _ => cref.Split('.', ':')[^1],
    };

    private static string? Component(string type) => AppDomain.CurrentDomain.GetAssemblies()
        .Select(assembly => assembly.GetType(type)?.GetCustomAttribute<ComponentAttribute>()?.Name)
        .FirstOrDefault(name => name is not null);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
