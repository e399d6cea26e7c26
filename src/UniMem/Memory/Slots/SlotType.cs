namespace UniMem.Memory;

/// <summary>In which type slots are held between two steps, where that is not the type they are computed in.</summary>
public enum SlotType
{
    /// <summary>bfloat16: half the bytes of float32, 8 bits of precision.</summary>
    Bfloat16,

    /// <summary>8-bit integers with a scale in float32 for each slot and head: about a quarter of the bytes of float32.</summary>
    Int8,
}
