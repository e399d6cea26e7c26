namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry of a tensor's index: a number, slice, mask, tensor of indices, new axis or ellipsis.</summary>
    public readonly struct TensorIndex
    {
        internal enum Kind
        {
            None,
            Single,
            Slice,
            Bool,
            Tensor,
            Ellipsis,
            Null,
        }

        public static readonly TensorIndex None = new(Kind.None);
        public static readonly TensorIndex Ellipsis = new(Kind.Ellipsis);
        public static readonly TensorIndex Null = new(Kind.Null);
        public static readonly TensorIndex Colon = Slice();

        internal readonly Kind Type;
        internal readonly long? Start;
        internal readonly long? Stop;
        internal readonly long? Step;
        internal readonly Tensor? Indices;

        private TensorIndex(Kind type, long? start = null, long? stop = null, long? step = null, Tensor? indices = null)
        {
            Type = type;
            Start = start;
            Stop = stop;
            Step = step;
            Indices = indices;
        }

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) => new(Kind.Slice, start, stop, step);
        public static TensorIndex Slice((int?, int?) range) => Slice(range.Item1, range.Item2);

        public static TensorIndex Slice(Range range)
        {
            long? start = range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value;
            long? stop = range.End.IsFromEnd ? range.End.Value == 0 ? null : -range.End.Value : range.End.Value;
            return Slice(start, stop);
        }

        public static TensorIndex Single(long? index) => new(Kind.Single, index);
        public static TensorIndex Bool(bool value) => new(Kind.Bool, value ? 1 : 0);
        public static TensorIndex Tensor(Tensor tensor) => new(Kind.Tensor, indices: tensor);

        public static implicit operator Tensor?(TensorIndex value) => value.Indices;
        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);
    }
}
