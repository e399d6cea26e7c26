using System.Collections;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor on the CPU, in row-major order whatever its strides.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T> where T : struct
{
    private readonly torch.Tensor _tensor;
    private readonly byte* _data;
    private readonly long[] _shape;
    private readonly long[] _strides;
    private readonly bool _contiguous;

    internal TensorAccessor(torch.Tensor tensor)
    {
        _tensor = tensor;
        _data = (byte*)tensor.DataPointer;
        _shape = tensor.shape;
        _strides = tensor.stride();
        _contiguous = tensor.is_contiguous();
        Count = tensor.numel();
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    public T this[params long[] indices]
    {
        get => At(Offset(indices));
        set => At(Offset(indices)) = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public Array ToNDArray()
    {
        if (_shape.Length == 0) return ToArray();
        var array = Array.CreateInstance(typeof(T), _shape);
        var flat = ToArray();
        var size = (nuint)(Count * Unsafe.SizeOf<T>());
        fixed (byte* target = &MemoryMarshal.GetArrayDataReference(array))
        fixed (byte* source = &Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(flat)))
            NativeMemory.Copy(source, target, size);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (_contiguous) Flat(tensorIndex, count).CopyTo(target);
        else
            for (var k = 0; k < count; k++) target[k] = At(Offset(tensorIndex + k));
        GC.KeepAlive(_tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (_contiguous) source[..count].CopyTo(Flat(tensorIndex, count));
        else
            for (var k = 0; k < count; k++) At(Offset(tensorIndex + k)) = source[k];
        GC.KeepAlive(_tensor);
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;

    public override int GetHashCode() => HashCode.Combine((long)_data, Count);

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) =>
        ReferenceEquals(left, right) || left.Count == right.Count && left.ToArray().AsSpan().SequenceEqual(right.ToArray());

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    /// <summary>Does nothing: the tensor owns the memory.</summary>
    public void Dispose()
    {
    }

    private ref T At(long offset) => ref Unsafe.AsRef<T>(_data + offset * Unsafe.SizeOf<T>());

    private Span<T> Flat(long start, int count) => new(_data + start * Unsafe.SizeOf<T>(), count);

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && _shape.Length != 1) return Offset(indices[0]);
        if (indices.Length != _shape.Length)
            throw new ArgumentException($"The tensor has {_shape.Length} dimensions, not {indices.Length}.");
        var offset = 0L;
        for (var dim = 0; dim < indices.Length; dim++)
        {
            if (indices[dim] < 0 || indices[dim] >= _shape[dim])
                throw new IndexOutOfRangeException($"Index {indices[dim]} of dimension {dim} is not within [0, {_shape[dim]}).");
            offset += indices[dim] * _strides[dim];
        }
        return offset;
    }

    // The place of the k-th element in row-major order.
    private long Offset(long place)
    {
        if (place < 0 || place >= Count) throw new IndexOutOfRangeException($"Element {place} is not within [0, {Count}).");
        var offset = 0L;
        for (var dim = _shape.Length - 1; dim >= 0; dim--)
        {
            offset += place % _shape[dim] * _strides[dim];
            place /= _shape[dim];
        }
        return offset;
    }
}
