using System.CommandLine;
using System.Globalization;
using TorchSharp;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Verification;
using UniMem.Experiments.Yaml;

namespace UniMem.Cli.Commands;

/// <summary><c>unimem verify</c>: holds a model against what other code made of the same weights.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var arrays = new Argument<string>("case") { Description = "Arrays made by other code (.npz): w.*, in.tokens, out.*, grad.*." };
        var file = Words.File("A run whose model is that of the case; name and data may be missing.");
        var overrides = Words.Overrides();
        var plugins = PluginOption.Create();
        var names = new Option<string?>("--names")
        {
            Description = "A map from the case's names of weights to ours; Hugging Face's names of Llama when not given.",
        };
        var tolerance = new Option<double>("--tolerance")
        {
            Description = "Largest relative error of an array that passes.",
            DefaultValueFactory = _ => 1e-4,
        };
        var skip = new Option<string[]>("--skip")
        {
            Description = "Arrays to leave out, separated by commas; * stands for anything.",
            DefaultValueFactory = _ => [],
        };
        var dtype = new Option<string>("--dtype") { Description = "float32, float64 or bfloat16.", DefaultValueFactory = _ => "float32" };
        var save = new Option<string?>("--save") { Description = "Also write our arrays to this .npz, by the case's names." };
        var command = new ExampledCommand(
            "verify",
            "Loads a case's weights into a model, runs its segments, compares outputs and gradients. Exits 0 only if all agree, 1 if not.",
            "unimem verify tests/oracles/authors/unimem_transxl.npz tests/oracles/authors/unimem_transxl.yaml")
        {
            arrays, file, overrides, plugins, names, tolerance, skip, dtype, save,
        };
        command.SetAction(parsed =>
        {
            using var scope = torch.NewDisposeScope();
            var map = parsed.GetValue(names) is { } mapFile ? NameMap.Load(mapFile) : NameMap.Llama;
            var skipped = parsed.GetValue(skip)!.SelectMany(text =>
                text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            var verification = new Verification(NpzFile.Read(parsed.GetValue(arrays)!), map, [.. skipped]);
            var report = verification.Compare(Run(parsed.GetValue(file)!, PluginOption.Settings(parsed, plugins, overrides)), Type(parsed.GetValue(dtype)!),
                Positive(parsed.GetValue(tolerance)));
            if (parsed.GetValue(save) is { } path)
            {
                Destination.Write(path, () => NpzFile.Write(path, verification.Ours));
            }

            terminal.Output.Write(report.Text());
            return report.Passed ? ExitCodes.Success : ExitCodes.Mismatch;
        });
        return command;
    }

    private static ResolvedRun Run(string file, string[] overrides)
    {
        var data = (ConfigMap)YamlReader.Read("{name: verification, data: {corpus: {type: austen}, tokenizer: {type: bytes}}}",
            "unimem verify");
        return ResolvedRun.Of(ConfigOverride.Apply(ConfigMerge.Over(data, ConfigFiles.Load(file)), overrides));
    }

    private static torch.ScalarType Type(string name) => name switch
    {
        "float32" => torch.ScalarType.Float32,
        "float64" => torch.ScalarType.Float64,
        "bfloat16" => torch.ScalarType.BFloat16,
        _ => throw new ConfigurationException("--dtype", $"no type is called '{name}'; write float32, float64 or bfloat16."),
    };

    private static double Positive(double tolerance) => tolerance > 0
        ? tolerance
        : throw new ConfigurationException("--tolerance",
            string.Create(CultureInfo.InvariantCulture, $"{tolerance} will not do; write more than 0."));
}
