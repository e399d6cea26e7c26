using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

// How the factories create.
public static partial class torch
{
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device);

    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        var type = TypeOf(rawArray.GetType().GetElementType()!);
        var sizes = Lengths(rawArray);
        return Create(AsBytes(rawArray, type.ElementSize()), type, sizes, dtype, device, requires_grad, names);
    }

    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        var size = dtype.ElementSize();
        var source = AsBytes(rawArray, TypeOf(rawArray.GetType().GetElementType()!).ElementSize())[checked((int)(offset * size))..];
        if (count < 0) count = source.Length / size;
        return Create(source[..checked((int)(count * size))], dtype, [count], dtype, CPU, requires_grad, null);
    }

    private static Tensor Make(string schema, bool requiresGrad, params ReadOnlySpan<Argument> arguments)
    {
        var made = Ops.Call(schema, arguments);
        return requiresGrad ? made.requires_grad_() : made;
    }

    private static Tensor Make(string schema, string[]? names, bool requiresGrad, params ReadOnlySpan<Argument> arguments) =>
        names is null ? Make(schema, requiresGrad, arguments) : throw NamesMissing();

    private static Tensor FromScalar(Scalar scalar) =>
        Make("aten::scalar_tensor", false, scalar, scalar.Type, Argument.None, CPU);

    private static Tensor Create<T>(
        ReadOnlySpan<T> elements, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requiresGrad, string[]? names)
        where T : struct =>
        Create(MemoryMarshal.AsBytes(elements), TypeOf<T>(), sizes, dtype, device, requiresGrad, names);

    private static unsafe Tensor Create(
        ReadOnlySpan<byte> source, ScalarType type, ReadOnlySpan<long> sizes, ScalarType? dtype, Device? device, bool requiresGrad,
        string[]? names)
    {
        device ??= _defaultDevice;
        var plain = empty(sizes, type, CPU, false, names);
        if (plain.numel() * plain.element_size() != source.Length)
        {
            plain.Dispose();
            throw new ArgumentException(
                $"{source.Length / type.ElementSize()} elements do not fill a tensor of shape [{string.Join(", ", sizes.ToArray())}].");
        }
        source.CopyTo(new((void*)plain.DataPointer, source.Length));
        var made = plain;
        if (device.type != DeviceType.CPU || dtype is { } wanted && wanted != type)
        {
            made = plain.to(dtype ?? type, device);
            plain.Dispose();
        }
        return requiresGrad ? made.requires_grad_() : made;
    }

    private static ReadOnlySpan<T> ToSpan<T>(IList<T> list) => list switch
    {
        T[] array => array,
        List<T> whole => CollectionsMarshal.AsSpan(whole),
        _ => list.ToArray(),
    };

    private static ReadOnlySpan<T> Flatten<T>(Array array) where T : struct =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static ReadOnlySpan<byte> AsBytes(Array array, int size) =>
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), checked(array.Length * size));

    private static long[] Lengths(Array array) => Enumerable.Range(0, array.Rank).Select(array.GetLongLength).ToArray();
}
