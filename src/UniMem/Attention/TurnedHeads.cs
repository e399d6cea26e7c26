using TorchSharp;

namespace UniMem.Attention;

/// <summary>Vectors and the rotation they are to be taken under: kernels rotate on the way, others ask for the rotated vectors.</summary>
/// <param name="plain">(B, H, T, D), not rotated.</param>
/// <param name="turn">The rotation; null for none.</param>
public sealed class TurnedHeads(torch.Tensor plain, Turn? turn)
{
    private torch.Tensor? _turned;

    /// <summary>(B, H, T, D), not rotated.</summary>
    public torch.Tensor Plain => plain;

    /// <summary>The rotation; null for none.</summary>
    public Turn? Turn => turn;

    /// <summary>(B, H, T, D), rotated when this is first asked for.</summary>
    public torch.Tensor Turned => _turned ??= turn?.Of(plain) ?? plain;

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"TurnedHeads({string.Join(" x ", plain.shape)})";
}
