using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace UniMem.Experiments.Configuration;

/// <summary>Reads the documentation files that the compiler puts beside assemblies.</summary>
public sealed partial class XmlDocumentation
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> _files = [];

    /// <summary>The summary of a type in one line; empty when it has none.</summary>
    public string Summary(Type type) => Text(type.Assembly, $"T:{Name(type)}");

    /// <summary>The summary of a property in one line; empty when it has none.</summary>
    public string Summary(PropertyInfo property) =>
        Text(property.DeclaringType!.Assembly, $"P:{Name(property.DeclaringType)}.{property.Name}");

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    private string Text(Assembly assembly, string member) =>
        Members(assembly).TryGetValue(member, out var documentation) && documentation.Element("summary") is { } summary
            ? Spaces().Replace(string.Concat(summary.Nodes().Select(Flat)), " ").Trim()
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

    private static string Flat(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } element => Attribute(element) is { } name ? name.Split('.', ':')[^1] : " ",
        XElement element => string.Concat(element.Nodes().Select(Flat)),
        _ => "",
    };

    private static string? Attribute(XElement element) =>
        (element.Attribute("cref") ?? element.Attribute("name") ?? element.Attribute("langword"))?.Value;

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
