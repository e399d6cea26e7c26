using TorchSharp;

namespace UniMem.Testing.Scenes;

/// <summary>How a situation is made into tensors.</summary>
/// <param name="Compute">Type of queries, keys and values; the stream stays in float32.</param>
/// <param name="Alone">The only row that takes part, or null for all of them.</param>
/// <param name="Altered">All numbers that may not matter to this row and its tokens are other ones; null alters nothing.</param>
/// <param name="Gradient">Tensors record gradients, and whether they reach what may not matter is asked of this row and its tokens.</param>
/// <param name="Leaves">Collects the tensors that record gradients; null where nobody asks.</param>
/// <param name="Ledger">Remembers what the part was handed; null where nobody asks.</param>
/// <param name="Device">Where the tensors are; the CPU when null.</param>
internal sealed record Staging(
    torch.ScalarType Compute = torch.ScalarType.Float32,
    int? Alone = null,
    Focus? Altered = null,
    Focus? Gradient = null,
    List<Leaf>? Leaves = null,
    Ledger? Ledger = null,
    torch.Device? Device = null);

/// <summary>A row and its tokens up to one of them; and what may not matter to it.</summary>
/// <param name="Row">The row.</param>
/// <param name="Token">Its last token that counts.</param>
/// <param name="Others">Other rows may not matter.</param>
/// <param name="Later">Later tokens may not matter.</param>
/// <param name="Absent">Slots that the row does not hold and tokens of padding may not matter.</param>
internal sealed record Focus(int Row, long Token, bool Others = false, bool Later = false, bool Absent = false);

/// <summary>A tensor that records gradients.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Matters">Bool of its shape: what may matter to the row and token in focus.</param>
internal sealed record Leaf(string Name, torch.Tensor Tensor, torch.Tensor Matters);
