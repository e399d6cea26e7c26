using System.Runtime.InteropServices;
using TorchSharp;
using UniMem.Attention;

namespace UniMem.Native;

/// <summary>The C ABI of native/attention_parts.cpp.</summary>
internal static unsafe partial class NativeLibrary
{
    /// <summary>Whether a form attends to such keys.</summary>
    /// <exception cref="ExternalException">The shapes do not fit; the message says which.</exception>
    public static bool Takes(KeyPart part, string form)
    {
        fixed (NativePart* one = Natives([(part, form)]))
        {
            var code = unimem_form_takes(one, out var takes);
            Released(one, 1, part);
            Check(code);
            return takes != 0;
        }
    }

    /// <exception cref="ExternalException">The shapes do not fit, or a form cannot attend to them; the message is libtorch's.</exception>
    public static (torch.Tensor Values, torch.Tensor Mass) AttendParts(IReadOnlyList<(KeyPart Part, string Form)> parts)
    {
        fixed (NativePart* all = Natives(parts))
        {
            var code = unimem_attend_parts(all, parts.Count, out var values, out var mass);
            Released(all, parts.Count, parts);
            return (Made(code, values), Made(0, mass));
        }
    }

    private static NativePart[] Natives(IReadOnlyList<(KeyPart Part, string Form)> parts) => [.. parts.Select(one => new NativePart
    {
        Queries = one.Part.Products.Queries.Handle,
        Keys = one.Part.Products.Keys.Handle,
        Values = one.Part.Values.Handle,
        Visible = one.Part.Shown == Shown.AsMasked ? one.Part.Visible.Handle : IntPtr.Zero,
        Scale = one.Part.Products.Scale,
        Causal = one.Part.Shown == Shown.Past ? 1 : 0,
        Form = Marshal.StringToCoTaskMemUTF8(one.Form),
    })];

    private static void Released(NativePart* parts, int count, object tensors)
    {
        for (var i = 0; i < count; i++)
        {
            Marshal.FreeCoTaskMem(parts[i].Form);
        }

        GC.KeepAlive(tensors);
    }

    [LibraryImport(Library)]
    private static partial int unimem_form_takes(NativePart* part, out int takes);

    [LibraryImport(Library)]
    private static partial int unimem_attend_parts(NativePart* parts, int count, out nint values, out nint mass);

    [StructLayout(LayoutKind.Sequential)]
    private struct NativePart
    {
        public nint Queries;
        public nint Keys;
        public nint Values;
        public nint Visible;
        public double Scale;
        public long Causal;
        public nint Form;
    }
}
