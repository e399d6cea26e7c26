using UniMem.Experiments.Configuration;
using UniMem.Experiments.Verification;
using UniMem.Experiments.Yaml;

namespace UniMem.Oracles.Tests.Formulas;

/// <summary>A method stated as a short program of its own, and what we call it.</summary>
/// <param name="Name">Of the program, the golden file and the run.</param>
/// <param name="Names">The map of its names of weights.</param>
/// <param name="Method">As tables call it.</param>
/// <param name="Preset">The file that the run extends.</param>
/// <param name="Source">Where the formulas stand.</param>
/// <param name="Departures">Where our form departs from the source; <c>none</c> when it doesn't.</param>
public sealed record Formula(string Name, string Names, string Method, string Preset, string Source, string Departures)
{
    private const string Llama = "llama-names.yaml";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Formula> All =
    [
        new("vanilla", Llama, "vanilla", "methods/vanilla.yaml", "arXiv:2302.13971", "none"),
        new("unimem_transformer_xl", Llama, "Transformer-XL", "methods/unimem/transformer-xl.yaml", "UniMem code, mode Trans-XL", "D1, D2"),
        new("unimem_memorizing_transformer", Llama, "Memorizing Transformer", "methods/unimem/memorizing-transformer.yaml", "UniMem code, mode MemTrans", "D1, D2"),
        new("unimem_longformer", Llama, "Longformer", "methods/unimem/longformer.yaml", "UniMem code, mode Longformer", "D1, D2, D3"),
    ];

    /// <summary>What the program wrote when it was last run.</summary>
    public string Golden => Repository.At("tests", "oracles", "goldens", $"{Name}.npz");

    /// <summary>The program.</summary>
    public string Program => Repository.At("tests", "oracles", "formulas", $"{Name}.py");

    /// <summary>The run that describes the same model.</summary>
    public ResolvedRun Run => ResolvedRun.Of(ConfigMerge.Over(
        (ConfigMap)YamlReader.Read("{name: formula, data: {corpus: {type: austen}, tokenizer: {type: bytes}}}", "formula"),
        ConfigFiles.Load(Repository.At("tests", "oracles", "formulas", $"{Name}.yaml"))));

    /// <summary>The map of names.</summary>
    public NameMap Map => NameMap.Load(Repository.At("tests", "oracles", "formulas", Names));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
