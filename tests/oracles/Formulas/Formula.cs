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
    private const string Relative = "relative-names.yaml";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Formula> All =
    [
        new("vanilla", Llama, "Vanilla", "methods/unimem/vanilla", "arXiv:2302.13971", "U5, U6, U8"),
        new("transformer_xl", Relative, "Transformer-XL", "methods/papers/transformer-xl", "arXiv:1901.02860, 3.2, 3.3", "P1"),
        new("unimem_transformer_xl", Llama, "Transformer-XL", "methods/unimem/transformer-xl", "UniMem's code, mode Trans-XL",
            "U5, U6, U8"),
        new("memorizing_transformer", "memorizing-names.yaml", "Memorizing Transformer", "methods/papers/memorizing-transformer",
            "arXiv:2203.08913, 3", "P2, P3"),
        new("unimem_memorizing_transformer", Llama, "Memorizing Transformer", "methods/unimem/memorizing-transformer",
            "UniMem's code, mode MemTrans", "U5 to U8"),
        new("rmt", Relative, "RMT", "methods/papers/rmt", "arXiv:2207.06881, 3", "P5, P8"),
        new("unimem_rmt", Llama, "RMT", "methods/unimem/rmt", "UniMem's code, mode RMT", "U5, U6, U8, U10"),
        new("longformer", Relative, "Longformer", "methods/papers/longformer", "arXiv:2004.05150, 3.1, 4.1", "P7"),
        new("unimem_longformer", Llama, "Longformer", "methods/unimem/longformer", "UniMem's code, mode Longformer",
            "U1, U3, U5, U6, U8, U9"),
        new("unimix", Llama, "UniMix", "methods/unimem/unimix", "UniMem's code, mode mix", "U2 to U8, U10"),
    ];

    /// <summary>What the program wrote when it was last run.</summary>
    public string Golden => Repository.At("tests", "oracles", "goldens", $"{Name}.npz");

    /// <summary>The program.</summary>
    public string Program => Repository.At("tests", "oracles", "formulas", $"{Name}.py");

    /// <summary>What a run needs besides its model.</summary>
    public static ConfigMap Data { get; } = (ConfigMap)YamlReader.Read(
        $"{{name: formula, kernels: {Cli.Kernels}, data: {{corpus: {{type: austen}}, tokenizer: {{type: bytes}}}}}}", "formula");

    /// <summary>The run that describes the same model.</summary>
    public ResolvedRun Run =>
        ResolvedRun.Of(ConfigMerge.Over(Data, ConfigFiles.Load(Repository.At("tests", "oracles", "formulas", $"{Name}.yaml"))));

    /// <summary>The map of names.</summary>
    public NameMap Map => NameMap.Load(Repository.At("tests", "oracles", "formulas", Names));

    /// <inheritdoc/>
    public override string ToString() => Name;
}
