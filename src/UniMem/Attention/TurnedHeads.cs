using TorchSharp;

namespace UniMem.Attention;

/// <summary>Vectors and the rotation they are to be taken under: kernels rotate on the way, others ask for the rotated vectors.</summary>
/// <param name="plain">(B, H, T, D), not rotated.</param>
/// <param name="turn">The rotation; null for none.</param>
/// <param name="kernel">Rotates where it can; null for the explicit form.</param>
public sealed class TurnedHeads(torch.Tensor plain, Turn? turn, IAttentionKernel? kernel = null)
{
    private torch.Tensor? _turned;

    /// <summary>(B, H, T, D), not rotated.</summary>
    public torch.Tensor Plain => plain;

    /// <summary>The rotation; null for none.</summary>
    public Turn? Turn => turn;

    /// <summary>(B, H, T, D), rotated; made when first asked for, and again if that was where no graph is kept.</summary>
    public torch.Tensor Turned
    {
        get
        {
            if (turn is null)
            {
                return plain;
            }

            if (_turned is { IsInvalid: false } known)
            {
                return known;
            }

            var turned = kernel?.Turn(plain, turn) ?? turn.Of(plain);
            if (torch.is_grad_enabled() || !plain.requires_grad)
            {
                _turned = turned;
            }

            return turned;
        }
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"TurnedHeads({string.Join(" x ", plain.shape)})";
}
