using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static unsafe partial class autograd
    {
        /// <summary>What forward keeps for backward.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Func<AutogradContext, List<Tensor>, List<Tensor>> _backward;
            private readonly Dictionary<string, object> _data = [];
            private readonly bool[] _isTensor;
            private Tensor[] _inputs;
            private List<Tensor> _saved = [], _dirty = [], _constant = [];
            private int _savedCount;
            private IntPtr _running;

            internal AutogradContext(Func<AutogradContext, List<Tensor>, List<Tensor>> backward, object[] vars)
            {
                _backward = backward;
                _isTensor = Array.ConvertAll(vars, value => value is Tensor);
                _inputs = vars.OfType<Tensor>().ToArray();
            }

            public bool MaterializeGrads { get; private set; } = true;

            public void save_for_backward(List<Tensor> tensors) => _saved = tensors;

            public void mark_dirty(List<Tensor> tensors) => _dirty = tensors;

            public void mark_non_differentiable(List<Tensor> tensors) => _constant = tensors;

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public void save_data(string key, object value) => _data[key] = value;

            public object get_data(string key) => _data[key];

            public List<Tensor> get_saved_variables()
            {
                if (_running == IntPtr.Zero) return _saved;
                var handles = new IntPtr[_savedCount];
                fixed (IntPtr* target = handles) Native.Check(Native.lt_function_saved(_running, target, handles.Length));
                return handles.Select(handle => handle == IntPtr.Zero ? null! : new Tensor(handle)).ToList();
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => _data.Clear();

            internal List<Tensor> Connect(List<Tensor> outputs)
            {
                IntPtr[] inputs = Handles(_inputs), results = Handles(outputs), saved = Handles(_saved);
                IntPtr[] dirty = Handles(_dirty), constant = Handles(_constant);
                _savedCount = saved.Length;
                fixed (IntPtr* i = inputs, o = results, s = saved, d = dirty, c = constant)
                {
                    Native.Check(Native.lt_function_connect(
                        i, inputs.Length, o, results.Length, s, saved.Length, d, dirty.Length, c, constant.Length,
                        MaterializeGrads ? 1 : 0, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &OnBackward, &OnRelease));
                }
                GC.KeepAlive(_inputs);
                _saved = _dirty = _constant = [];
                var connected = new List<Tensor>(outputs.Count);
                for (var k = 0; k < outputs.Count; k++)
                {
                    connected.Add(new(results[k]));
                    if (!_inputs.Contains(outputs[k], ReferenceEqualityComparer.Instance)) outputs[k].Dispose();
                }
                _inputs = [];
                return connected;
            }

            [UnmanagedCallersOnly]
            private static int OnBackward(IntPtr state, IntPtr running, IntPtr* gradients, int count, IntPtr* results, int capacity)
            {
                var context = (AutogradContext)GCHandle.FromIntPtr(state).Target!;
                try
                {
                    context._running = running;
                    using var scope = NewDisposeScope();
                    var received = new List<Tensor>(count);
                    for (var k = 0; k < count; k++) received.Add(gradients[k] == IntPtr.Zero ? null! : new Tensor(gradients[k]));
                    context.HandOver(context._backward(context, received), results, capacity);
                    return 0;
                }
                catch (Exception exception)
                {
                    _thrown = ExceptionDispatchInfo.Capture(exception);
                    return 1;
                }
                finally
                {
                    context._running = IntPtr.Zero;
                }
            }

            // Backward returns one gradient per argument of forward, null for what is no tensor; autograd wants those of tensors only.
            private void HandOver(List<Tensor> produced, IntPtr* results, int capacity)
            {
                if (produced.Count != _isTensor.Length)
                    throw new InvalidOperationException(
                        $"backward returned {produced.Count} gradients; forward took {_isTensor.Length} arguments.");
                var place = 0;
                for (var k = 0; k < produced.Count; k++)
                {
                    if (!_isTensor[k]) continue;
                    if (place < capacity && produced[k] is { } gradient) results[place] = gradient.alias().DecoupleFromNativeHandle();
                    place++;
                }
            }

            [UnmanagedCallersOnly]
            private static void OnRelease(IntPtr state) => GCHandle.FromIntPtr(state).Free();
        }
    }
}
