using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private const string FusedAttention = "aten::scaled_dot_product_attention";
            private static readonly bool _hasFusedAttention = Native.lt_operator_find(FusedAttention, out _) == 0;

            /// <summary>softmax(q k' / sqrt(width)) v.</summary>
            /// <param name="query">(..., queries, width).</param>
            /// <param name="key">(..., keys, width).</param>
            /// <param name="value">(..., keys, values' width).</param>
            /// <param name="attn_mask">Broadcast to (..., queries, keys): bool, true where a query sees a key, or numbers added to the
            /// scores.</param>
            /// <param name="p">Probability with which a weight is dropped, whether or not in training.</param>
            /// <param name="is_casual">Query i sees keys 0 to i only; excludes a mask.</param>
            /// <remarks>
            /// libtorch has this as one operator from version 2.0 on; before, it is composed here. A query that sees no key gives zeros.
            /// </remarks>
            /// <exception cref="ArgumentException">Both a mask and <paramref name="is_casual"/>.</exception>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0, bool is_casual = false)
            {
                if (attn_mask is not null && is_casual)
                {
                    throw new ArgumentException("A mask cannot be given together with is_casual.", nameof(attn_mask));
                }

                return _hasFusedAttention
                    ? Ops.Call(FusedAttention, query, key, value, attn_mask, p, is_casual)
                    : ComposedAttention(query, key, value, attn_mask, p, is_casual);
            }

            private static Tensor ComposedAttention(Tensor query, Tensor key, Tensor value, Tensor? mask, double p, bool causal)
            {
                using var scope = NewDisposeScope();
                var scaled = Ops.Call("aten::mul.Scalar", query, 1 / Math.Sqrt(query.size(-1)));
                var scores = Ops.Call("aten::matmul", scaled, Ops.Call("aten::transpose.int", key, -2, -1));
                if (causal)
                {
                    var all = ones(query.size(-2), key.size(-2), dtype: ScalarType.Bool, device: query.device);
                    mask = Ops.Call("aten::tril", all, 0);
                }

                var weights = mask is null ? softmax(scores, -1) : MaskedSoftmax(scores, mask);
                var kept = p > 0 ? dropout(weights, p) : weights;
                return Ops.Call("aten::matmul", kept, value).MoveToOuterDisposeScope();
            }

            private static Tensor MaskedSoftmax(Tensor scores, Tensor mask)
            {
                var masked = mask.dtype == ScalarType.Bool
                    ? Ops.Call("aten::masked_fill.Scalar", scores, Ops.Call("aten::logical_not", mask), double.NegativeInfinity)
                    : Ops.Call("aten::add.Tensor", scores, mask);

                // Where nothing is seen the softmax is 0/0, and so would be its gradient.
                var unseen = Ops.Call("aten::eq.Scalar", masked, double.NegativeInfinity);
                var hasNone = Ops.Call("aten::all.dim", unseen, -1, true);
                var finite = Ops.Call("aten::masked_fill.Scalar", masked, hasNone, 0.0);
                return Ops.Call("aten::masked_fill.Scalar", softmax(finite, -1), hasNone, 0.0);
            }
        }
    }
}
