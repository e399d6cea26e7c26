using System.CommandLine;
using UniMem.Components;
using UniMem.Experiments.Schemas;
using UniMem.Experiments.Yaml;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem schema</c>: writes the JSON Schema of a kind of file, for editors.</summary>
internal static class SchemaCommand
{
    private static readonly string[] Kinds = [.. Enum.GetNames<SchemaKind>().Select(SnakeCase.Of)];

    public static Command Create(Terminal terminal)
    {
        var kind = new Argument<string>("kind")
        {
            Description = $"{string.Join(", ", Kinds[..^1])} or {Kinds[^1]} (part of a run); run when not given.",
            DefaultValueFactory = _ => Kinds[0],
        };
        var plugins = PluginOption.Create();
        var file = TextOutput.Create();
        var command = new ExampledCommand(
            "schema",
            "Writes the JSON Schema of run, sweep and method files, so that editors complete and check them.",
            "unimem schema method --plugin bin/MyMemory.dll --out schemas/method.json")
        {
            kind, plugins, file,
        };
        command.SetAction(parsed =>
        {
            var schema = SchemaFile.Of(Kind(parsed.GetValue(kind)!), PluginOption.Registry(parsed.GetValue(plugins)));
            TextOutput.Write(schema, parsed.GetValue(file), terminal);
            return ExitCodes.Success;
        });
        return command;
    }

    private static SchemaKind Kind(string name) => Array.IndexOf(Kinds, name) is >= 0 and var index
        ? (SchemaKind)index
        : throw new ConfigurationException("", $"there is no schema of a '{name}'{NearestName.Hint(name, Kinds)}");
}
