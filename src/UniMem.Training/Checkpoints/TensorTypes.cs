using TorchSharp;

namespace UniMem.Training.Checkpoints;

/// <summary>The names that the safetensors format gives to types of elements.</summary>
internal static class TensorTypes
{
    private static readonly (torch.ScalarType Type, string Name)[] Known =
    [
        (torch.ScalarType.Float32, "F32"),
        (torch.ScalarType.Float64, "F64"),
        (torch.ScalarType.BFloat16, "BF16"),
        (torch.ScalarType.Float16, "F16"),
        (torch.ScalarType.Int64, "I64"),
        (torch.ScalarType.Int32, "I32"),
        (torch.ScalarType.Int16, "I16"),
        (torch.ScalarType.Int8, "I8"),
        (torch.ScalarType.Byte, "U8"),
        (torch.ScalarType.Bool, "BOOL"),
    ];

    public static string NameOf(torch.ScalarType type) => Known.First(known => known.Type == type).Name;

    public static torch.ScalarType? Find(string name) =>
        Known.Where(known => known.Name == name).Select(known => (torch.ScalarType?)known.Type).FirstOrDefault();
}
