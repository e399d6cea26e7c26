using TorchSharp;

namespace UniMem.Testing.Scenes;

/// <summary>What a part was handed, as it was then.</summary>
internal sealed class Ledger
{
    private readonly List<(string Name, torch.Tensor Handed, torch.Tensor Before)> _entries = [];

    /// <summary>Notes a tensor that is about to be handed over.</summary>
    public void Note(string name, torch.Tensor tensor) => _entries.Add((name, tensor, tensor.detach().clone()));

    /// <summary>What has happened to it since, in words; null when nothing has.</summary>
    public string? Changed() => _entries.Select(entry => entry.Handed.IsInvalid ? $"disposed of the {entry.Name} it was handed"
        : !entry.Handed.shape.SequenceEqual(entry.Before.shape) ? $"changed the shape of the {entry.Name} it was handed, in place"
        : !entry.Handed.Equals(entry.Before) ? $"changed the {entry.Name} it was handed, in place"
        : null).FirstOrDefault(change => change is not null);
}
