using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Schemas;
using UniMem.Experiments.Yaml;

namespace UniMem.Documentation.Tests;

/// <summary>Holds YAML against our schemas with Python's jsonschema.</summary>
internal static class Validator
{
    /// <summary>The complaints about each file, by its name; none about a good one.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Validate(
        IEnumerable<(string Name, SchemaKind Kind, string Yaml)> files, ComponentRegistry? registry = null)
    {
        var known = registry ?? ResolvedRun.BuiltIn();
        var asked = new JsonObject
        {
            ["schemas"] = new JsonObject(Enum.GetValues<SchemaKind>()
                .Select(kind => KeyValuePair.Create(kind.ToString(), JsonNode.Parse(SchemaFile.Of(kind, known))))),
            ["files"] = new JsonArray([.. files.Select(file => new JsonObject
            {
                ["name"] = file.Name,
                ["kind"] = file.Kind.ToString(),
                ["json"] = YamlJson.Of(YamlReader.Read(file.Yaml, file.Name)),
            })]),
        };
        return JsonSerializer.Deserialize<Dictionary<string, IReadOnlyList<string>>>(Python(asked.ToJsonString()))!;
    }

    private static string Python(string input)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Repository.At("tests/Documentation.Tests/validate.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException(errors.Result);
    }
}
