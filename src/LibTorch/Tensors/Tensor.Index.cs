using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => Pick(indices);
            set => Assign(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Pick(i1);
            set => Assign(value, i1);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Pick(i1, i2);
            set => Assign(value, i1, i2);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Pick(i1, i2, i3);
            set => Assign(value, i1, i2, i3);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Pick(i1, i2, i3, i4);
            set => Assign(value, i1, i2, i3, i4);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Pick(i1, i2, i3, i4, i5);
            set => Assign(value, i1, i2, i3, i4, i5);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Pick(i1, i2, i3, i4, i5, i6);
            set => Assign(value, i1, i2, i3, i4, i5, i6);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var view = View(indices, out var tensors, out var mine);
            if (tensors is null) return view;
            var result = Ops.Call("aten::index.Tensor", view, tensors);
            if (mine) view.Dispose();
            return result;
        }

        public Tensor index(params Tensor[] indices) => Ops.Call("aten::index.Tensor", this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);
        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);
        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var filler = full(Array.Empty<long>(), value, dtype, device);
            return index_put_(filler, indices);
        }

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Ops.InPlace("aten::index_put_", this, indices, value, accumulate);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var view = View(indices, out var tensors, out var mine);
            if (tensors is not null) Ops.InPlace("aten::index_put_", view, tensors, value, accumulate);
            else if (accumulate) view.add_(value);
            else view.copy_(value);
            if (mine) view.Dispose();
            return this;
        }

        private Tensor Pick(params ReadOnlySpan<long> indices)
        {
            var result = select(0, indices[0]);
            foreach (var index in indices[1..])
            {
                var next = result.select(0, index);
                result.Dispose();
                result = next;
            }
            return result;
        }

        private void Assign(Tensor value, params ReadOnlySpan<long> indices)
        {
            using var target = Pick(indices);
            target.copy_(value);
        }

        // Applies numbers, slices and new axes as views, from left to right; what needs a gather is left in tensors, by dimension.
        private Tensor View(TensorIndex[] indices, out Tensor?[]? tensors, out bool mine)
        {
            var view = this;
            var left = new List<Tensor?>();
            var dim = 0L;
            var consumed = indices.Sum(index => index.Type switch
            {
                TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
                TensorIndex.Kind.Tensor => index.Indices!.dtype is ScalarType.Bool or ScalarType.Byte ? index.Indices.ndim : 1,
                _ => 0L,
            });
            foreach (var index in indices)
            {
                var before = view;
                switch (index.Type)
                {
                    case TensorIndex.Kind.Single:
                        view = view.select(dim, index.Start!.Value);
                        break;
                    case TensorIndex.Kind.Slice:
                        if (index.Start is not null || index.Stop is not null || index.Step is not null)
                            view = Ops.Call("aten::slice.Tensor", view, dim, index.Start, index.Stop, index.Step ?? 1);
                        dim++;
                        break;
                    case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                        view = view.unsqueeze(dim++);
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        dim += ndim - consumed;
                        break;
                    case TensorIndex.Kind.Bool:
                        view = view.unsqueeze(dim);
                        Place(left, dim++, full(1, index.Start == 1, ScalarType.Bool, device));
                        break;
                    default:
                        Place(left, dim, index.Indices!);
                        dim += index.Indices!.dtype is ScalarType.Bool or ScalarType.Byte ? index.Indices.ndim : 1;
                        break;
                }
                if (!ReferenceEquals(before, view) && !ReferenceEquals(before, this)) before.Dispose();
            }
            mine = !ReferenceEquals(view, this);
            tensors = left.Count > 0 ? left.ToArray() : null;
            if (tensors is null && !mine)
            {
                view = alias();
                mine = true;
            }
            return view;
        }

        private static void Place(List<Tensor?> left, long dim, Tensor indices)
        {
            while (left.Count < dim) left.Add(null);
            left.Add(indices);
        }
    }
}
