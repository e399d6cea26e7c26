namespace UniMem.Oracles.Tests.Verification;

/// <summary>The cases made by authors' own code.</summary>
internal static class Author
{
    /// <summary>Name of the case and of its run, and the map of names where the names are not Llama's.</summary>
    public static readonly (string Case, string? Names)[] Cases =
    [
        ("unimem_vanilla", null),
        ("unimem_transxl", null),
        ("unimem_memtrans", null),
    ];

    /// <summary>The words after <c>unimem verify</c>.</summary>
    public static string[] Arguments(string name, string? names) =>
        [File($"{name}.npz"), File($"{name}.yaml"), .. names is null ? Array.Empty<string>() : ["--names", File(names)]];

    /// <summary>The full path of a file beside the cases.</summary>
    public static string File(string name) => Repository.At("tests", "oracles", "authors", name);
}
