namespace UniMem.Oracles.Tests.Verification;

/// <summary>A case made by authors' own code, and what it is evidence of.</summary>
/// <param name="Case">Name of its arrays, of its run and of its map of names.</param>
/// <param name="Method">As tables call it.</param>
/// <param name="Form">The form that the run describes.</param>
/// <param name="Code">The repository whose code made it.</param>
/// <param name="Departures">Numbers in docs/departures.md of what keeps the code's other runs from agreeing.</param>
public sealed record Author(string Case, string Method, string Form, string Code, string Departures)
{
    private const string UniMem = "thunlp/UniMem c12a8ff";
    private const string TransformerXl = "kimiyoung/transformer-xl";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Author> All =
    [
        new("txl_mem16_same0_clamp-1", "Transformer-XL", "methods/papers/transformer-xl", TransformerXl, "P1"),
        new("txl_mem16_same1_clamp-1", "Transformer-XL", "methods/papers/transformer-xl-same-length", TransformerXl, "P1"),
        new("memtrans_lucidrains_exact", "Memorizing Transformer", "the repository's own", "lucidrains/memorizing-transformers-pytorch",
            "P4"),
        new("rmt_lmrmt_mem0", "RMT", "methods/papers/rmt", "booydar/LM-RMT", "P5, P8"),
        new("rmt_booydar_gpt2", "RMT", "models/papers/gpt2", "booydar/recurrent-memory-transformer", "P6"),
        new("unimem_vanilla", "Vanilla", "methods/unimem/vanilla", UniMem, "U5, U6, U8"),
        new("unimem_transxl", "Transformer-XL", "methods/unimem/transformer-xl", UniMem, "U5, U6, U8"),
        new("unimem_memtrans", "Memorizing Transformer", "methods/unimem/memorizing-transformer", UniMem, "U5 to U8"),
        new("unimem_rmt", "RMT", "methods/unimem/rmt", UniMem, "U5, U6, U8, U10"),
    ];

    /// <summary>The words after <c>unimem verify</c>.</summary>
    public string[] Arguments => [File($"{Case}.npz"), File($"{Case}.yaml"), "--names", File($"{Case}.names.yaml")];

    /// <summary>The full path of a file beside the cases.</summary>
    public static string File(string name) => Repository.At("tests", "oracles", "authors", name);

    /// <inheritdoc/>
    public override string ToString() => Case;
}
