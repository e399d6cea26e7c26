using TorchSharp;

namespace UniMem.Attention;

/// <summary>A kernel that attends to several sets of keys in one softmax, without their being joined.</summary>
public interface IPartsKernel : IAttentionKernel
{
    /// <summary>Whether it attends to such keys: what it does not take goes to the explicit form and is merged.</summary>
    bool Takes(KeyPart part);

    /// <summary>One softmax over all of them.</summary>
    /// <param name="parts">At least one, for the same queries; those that it takes.</param>
    /// <returns>Values in the type of the queries and log-mass in float32 or better, both with gradients.</returns>
    AttentionOutput Attend(IReadOnlyList<KeyPart> parts);
}

/// <summary>A set of keys as a kernel is offered it.</summary>
/// <param name="Products">What is multiplied, and by how much the products are scaled.</param>
/// <param name="Values">(B, G, S, D), of the queries' type.</param>
/// <param name="Visible">Bool, broadcastable to (B, H, T, S): which query sees which key.</param>
/// <param name="Shown">What of it is known without looking.</param>
public sealed record KeyPart(ScaledProducts Products, torch.Tensor Values, torch.Tensor Visible, Shown Shown)
{
    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"KeyPart({Products}, {Shown})";
}
