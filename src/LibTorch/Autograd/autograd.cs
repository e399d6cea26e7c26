using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Derivatives by the names of Python's torch.autograd.</summary>
    public static unsafe partial class autograd
    {
        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            IntPtr[] roots = Handles(tensors), gradients = Handles(grad_tensors), leaves = Handles(inputs);
            fixed (IntPtr* r = roots, g = gradients, l = leaves)
            {
                var code = Native.lt_backward(
                    r, roots.Length, g, gradients.Length, l, leaves.Length, Flag(retain_graph ?? create_graph), Flag(create_graph));
                Rethrow(code);
            }
            GC.KeepAlive((tensors, grad_tensors, inputs));
        }

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) => backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            IntPtr[] roots = Handles(outputs), leaves = Handles(inputs), gradients = Handles(grad_outputs);
            var results = new IntPtr[inputs.Count];
            fixed (IntPtr* r = roots, g = gradients, l = leaves, found = results)
            {
                var code = Native.lt_grad(
                    r, roots.Length, l, leaves.Length, g, gradients.Length, Flag(retain_graph || create_graph), Flag(create_graph),
                    Flag(allow_unused), found);
                Rethrow(code);
            }
            GC.KeepAlive((outputs, inputs, grad_outputs));
            return Array.ConvertAll(results, handle => handle == IntPtr.Zero ? null! : new Tensor(handle));
        }

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        private static int Flag(bool value) => value ? 1 : 0;

        internal static IntPtr[] Handles(IEnumerable<Tensor?>? tensors) =>
            tensors is null ? [] : tensors.Select(tensor => tensor?.Handle ?? IntPtr.Zero).ToArray();
    }

    public static bool is_grad_enabled() => Native.lt_grad_mode() != 0;

    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_inference_mode_enabled() => Native.lt_is_inference_mode() != 0;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    private sealed class GradMode : IDisposable
    {
        private readonly int _before = Native.lt_grad_mode();

        internal GradMode(bool enabled) => Native.lt_set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => Native.lt_set_grad_mode(_before);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private IntPtr _guard = Native.lt_inference_mode_enter(enabled ? 1 : 0);

        public void Dispose()
        {
            var guard = Interlocked.Exchange(ref _guard, IntPtr.Zero);
            if (guard != IntPtr.Zero) Native.lt_inference_mode_leave(guard);
        }
    }
}

/// <summary>Makes backward passes name the forward operator that produced a NaN, until disposed.</summary>
public class AnomalyMode : IDisposable
{
    private readonly int _before = Native.lt_anomaly_mode();
    private readonly int _checkedBefore = Native.lt_anomaly_mode_checks_nan();

    public AnomalyMode(bool enabled, bool check_nan = true) => Native.lt_set_anomaly_mode(enabled ? 1 : 0, check_nan ? 1 : 0);

    public bool IsEnabled => Native.lt_anomaly_mode() != 0;

    public bool ShouldCheckNaN => Native.lt_anomaly_mode_checks_nan() != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Native.lt_set_anomaly_mode(_before, _checkedBefore);
}
