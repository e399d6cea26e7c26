namespace TorchSharp;

public static partial class torch
{
    /// <summary>Switches of what computes beneath libtorch.</summary>
    public static class backends
    {
        public static class cuda
        {
            public static class matmul
            {
                /// <summary>Whether float32 products may run on TF32 units: any precision but the highest.</summary>
                public static bool allow_tf32
                {
                    get => get_float32_matmul_precision() != Float32MatmulPrecision.highest;
                    set => set_float32_matmul_precision(value ? Float32MatmulPrecision.high : Float32MatmulPrecision.highest);
                }
            }
        }
    }
}
