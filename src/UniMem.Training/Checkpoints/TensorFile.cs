using System.Collections.Immutable;
using TorchSharp;

namespace UniMem.Training.Checkpoints;

/// <summary>Named tensors and named texts in one file: the safetensors format, with a checksum over all of it.</summary>
/// <remarks>
/// Format: eight bytes little-endian length of a JSON header, the header (type, shape and byte range of each tensor, and texts under
/// <c>__metadata__</c>), then the values (https://github.com/huggingface/safetensors). Any reader of that format reads these files. The
/// checksum is
/// the SHA-256 of the whole file, with zeros where it stands itself, under <c>sha256</c>; a file without one is read unchecked.
/// </remarks>
/// <param name="Tensors">On the CPU; they belong to whoever holds the file.</param>
/// <param name="Texts">The header's texts.</param>
/// <param name="Verified">Whether the file bore a checksum, and so is what was written.</param>
public sealed record TensorFile(
    ImmutableDictionary<string, torch.Tensor> Tensors, ImmutableDictionary<string, string> Texts, bool Verified) : IDisposable
{
    /// <summary>Writes the file whole or not at all: beside its place first, then renamed over what was there.</summary>
    /// <param name="path">Where; its folder is made when missing.</param>
    /// <param name="tensors">Names, each once, and tensors on any device.</param>
    /// <param name="texts">Further texts of the header.</param>
    public static void Write(
        string path, IReadOnlyList<(string Name, torch.Tensor Value)> tensors, IReadOnlyDictionary<string, string> texts) =>
        TensorFileWriter.Write(path, tensors, texts);

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="wanted">Which tensors are read; all when null.</param>
    /// <exception cref="Components.ConfigurationException">The file is missing, cut short, changed or none of this format.</exception>
    public static TensorFile Read(string path, Func<string, bool>? wanted = null) => TensorFileReader.Read(path, wanted ?? (_ => true));

    /// <summary>The tensors whose names begin with a prefix, without it.</summary>
    public ImmutableDictionary<string, torch.Tensor> Under(string prefix) => Tensors
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToImmutableDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>Counts, not contents.</summary>
    public override string ToString() => FormattableString.Invariant($"TensorFile({Tensors.Count} tensors, {Texts.Count} texts)");
}
