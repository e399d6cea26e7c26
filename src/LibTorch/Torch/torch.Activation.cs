using TorchSharp.Interop;

namespace TorchSharp;

// Functions that networks apply between layers.
public static partial class torch
{
    public static Tensor sigmoid(Tensor input) => input.sigmoid();
    public static Tensor sigmoid_(Tensor input) => input.sigmoid_();
    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => Ops.Call("aten::softmax.int", input, dim, dtype);
}
