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
                    get => Interop.Native.lt_get_matmul_precision() != 0;
                    set => Interop.Native.Check(Interop.Native.lt_set_matmul_precision(value ? "high" : "highest"));
                }
            }
        }
    }
}
