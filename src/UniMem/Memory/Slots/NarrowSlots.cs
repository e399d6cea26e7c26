using TorchSharp;

namespace UniMem.Memory;

/// <summary>Keys or values in the type in which they are held.</summary>
/// <param name="Codes">(B, G, M, D): bfloat16 or int8.</param>
/// <param name="Scale">(B, G, M, 1) float32: what an integer is worth; null for bfloat16, which needs none.</param>
/// <param name="Type">Type of the numbers when they are read.</param>
public sealed record NarrowSlots(torch.Tensor Codes, torch.Tensor? Scale, torch.ScalarType Type)
{
    private const double Most = 127;

    /// <summary>Slots in fewer bytes.</summary>
    /// <remarks>
    /// Integers are the multiples of the largest magnitude of the slot's head divided by 127, rounded to nearest; so slots that are read and
    /// held again stay what they are.
    /// </remarks>
    /// <param name="slots">(B, G, M, D), finite.</param>
    /// <param name="type">The type.</param>
    public static NarrowSlots Of(torch.Tensor slots, SlotType type)
    {
        ArgumentNullException.ThrowIfNull(slots);
        if (type == SlotType.Bfloat16)
        {
            return new(slots.to_type(torch.ScalarType.BFloat16), null, slots.dtype);
        }

        var precise = slots.to_type(torch.ScalarType.Float32);
        var scale = precise.abs().amax([-1], keepdim: true) / Most;
        var codes = (precise / scale.clamp_min(float.Epsilon * (1 << 23))).round().clamp(-Most, Most);
        return new(codes.to_type(torch.ScalarType.Int8), scale, slots.dtype);
    }

    /// <summary>Bytes of a slot of one head.</summary>
    /// <param name="type">The type.</param>
    /// <param name="width">Width of the head, D.</param>
    public static long BytesOf(SlotType type, long width) => type == SlotType.Bfloat16 ? 2 * width : width + sizeof(float);

    /// <summary>The slots as they are read, (B, G, M, D).</summary>
    public torch.Tensor Read() => Scale is null ? Codes.to_type(Type) : (Codes.to_type(torch.ScalarType.Float32) * Scale).to_type(Type);

    /// <summary>Shape and type, not contents.</summary>
    public override string ToString() => $"NarrowSlots({string.Join(" x ", Codes.shape)}, {Codes.dtype})";
}
