using System.Runtime.InteropServices;
using TorchSharp;
using UniMem.Attention;
using UniMem.Models;

namespace UniMem.Native;

/// <summary>The C ABI of native/*.cpp.</summary>
internal static unsafe partial class NativeLibrary
{
    private const string Library = "unimem_native";

    private static readonly Lazy<bool> Loads = new(Load);

    /// <summary>Whether the library can be loaded; from then on the process keeps the memory that tensors free.</summary>
    public static bool IsAvailable => Loads.Value;

    /// <exception cref="ExternalException">The shapes do not fit; the message is libtorch's.</exception>
    public static (torch.Tensor Values, torch.Tensor Mass) Attend(ScaledProducts products, torch.Tensor values, torch.Tensor visible)
    {
        var (queries, keys) = (products.AskedBy, products.Asked);
        var code = unimem_attend(
            queries.Plain.Handle, keys.Plain.Handle, values.Handle, visible.Handle, products.Scale, queries.Turn?.Cos.Handle ?? IntPtr.Zero,
            queries.Turn?.Sin.Handle ?? IntPtr.Zero, keys.Turn?.Cos.Handle ?? IntPtr.Zero, keys.Turn?.Sin.Handle ?? IntPtr.Zero, out var result, out var mass);
        GC.KeepAlive((products, values, visible));
        return (Made(code, result), Made(0, mass));
    }

    public static (torch.Tensor Values, torch.Tensor Mass) Merge(AttentionOutput one, AttentionOutput other)
    {
        var code = unimem_merge(one.Values.Handle, one.LogMass.Handle, other.Values.Handle, other.LogMass.Handle, out var result, out var mass);
        GC.KeepAlive((one, other));
        return (Made(code, result), Made(0, mass));
    }

    public static torch.Tensor Turn(torch.Tensor heads, Turn turn)
    {
        var code = unimem_turn(heads.Handle, turn.Cos.Handle, turn.Sin.Handle, out var result);
        GC.KeepAlive((heads, turn));
        return Made(code, result);
    }

    public static torch.Tensor RmsNorm(torch.Tensor x, torch.Tensor weight, double epsilon)
    {
        var code = unimem_rms_norm(x.Handle, weight.Handle, epsilon, out var result);
        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        return Made(code, result);
    }

    public static torch.Tensor Swiglu(torch.Tensor x)
    {
        var code = unimem_swiglu(x.Handle, out var result);
        GC.KeepAlive(x);
        return Made(code, result);
    }

    public static torch.Tensor CrossEntropy(
        torch.Tensor hidden, torch.Tensor weight, torch.Tensor? bias, torch.Tensor targets, long ignored, bool summed)
    {
        var optional = bias?.Handle ?? IntPtr.Zero;
        nint result;
        var code = summed
            ? unimem_cross_entropy_sum(hidden.Handle, weight.Handle, optional, targets.Handle, ignored, out result)
            : unimem_cross_entropy(hidden.Handle, weight.Handle, optional, targets.Handle, ignored, out result);
        GC.KeepAlive((hidden, weight, bias, targets));
        return Made(code, result);
    }

    public static torch.Tensor Clip(IReadOnlyList<torch.Tensor> gradients, double limit)
    {
        fixed (nint* handles = Handles(gradients.Count, i => gradients[i]))
        {
            var code = unimem_clip_gradients(handles, gradients.Count, limit, out var result);
            GC.KeepAlive(gradients);
            return Made(code, result);
        }
    }

    public static void AdamW(IReadOnlyList<AdamWTensors> tensors, AdamWStep step)
    {
        var count = tensors.Count;
        double[] decays = [.. tensors.Select(one => one.Decay)];
        long[] steps = [.. tensors.Select(one => one.Steps)];
        fixed (double* decay = decays)
        fixed (long* made = steps)
        fixed (nint* parameters = Handles(count, i => tensors[i].Parameter), gradients = Handles(count, i => tensors[i].Gradient),
            means = Handles(count, i => tensors[i].Mean), squares = Handles(count, i => tensors[i].MeanSquare))
        {
            var code = unimem_adamw(
                parameters, gradients, means, squares, decay, made, count, step.Rate, step.Beta1, step.Beta2, step.Epsilon);
            GC.KeepAlive(tensors);
            Check(code);
        }
    }

    private static bool Load()
    {
        var loads = System.Runtime.InteropServices.NativeLibrary.TryLoad(Library, typeof(NativeLibrary).Assembly, null, out _);
        if (loads)
        {
            unimem_keep_freed_memory();
        }

        return loads;
    }

    private static nint[] Handles(int count, Func<int, torch.Tensor> tensor) => [.. Enumerable.Range(0, count).Select(i => tensor(i).Handle)];

    private static torch.Tensor Made(int code, nint handle)
    {
        Check(code);
        return torch.Tensor.UnsafeCreateTensor(handle);
    }

    private static void Check(int code)
    {
        if (code != 0)
        {
            throw new ExternalException(Marshal.PtrToStringUTF8(unimem_last_error()));
        }
    }

    [LibraryImport(Library)]
    private static partial int unimem_attend(
        nint queries, nint keys, nint values, nint visible, double scale, nint queryCos, nint querySin, nint keyCos, nint keySin, out nint result,
        out nint mass);

    [LibraryImport(Library)]
    private static partial int unimem_merge(nint one, nint oneMass, nint other, nint otherMass, out nint result, out nint mass);

    [LibraryImport(Library)]
    private static partial int unimem_turn(nint heads, nint cos, nint sin, out nint result);

    [LibraryImport(Library)]
    private static partial int unimem_rms_norm(nint x, nint weight, double epsilon, out nint result);

    [LibraryImport(Library)]
    private static partial int unimem_swiglu(nint x, out nint result);

    [LibraryImport(Library)]
    private static partial int unimem_cross_entropy_sum(nint hidden, nint weight, nint bias, nint targets, long ignored, out nint result);

    [LibraryImport(Library)]
    private static partial int unimem_cross_entropy(nint hidden, nint weight, nint bias, nint targets, long ignored, out nint result);

    [LibraryImport(Library)]
    private static partial int unimem_clip_gradients(nint* gradients, int count, double limit, out nint norm);

    [LibraryImport(Library)]
    private static partial int unimem_adamw(
        nint* parameters, nint* gradients, nint* means, nint* squares, double* decays, long* steps, int count, double rate, double beta1, double beta2,
        double epsilon);

    [LibraryImport(Library)]
    private static partial void unimem_keep_freed_memory();

    [LibraryImport(Library)]
    internal static partial nint unimem_last_error();
}
