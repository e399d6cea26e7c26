using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static unsafe partial class autograd
    {
        // What a backward written in C# threw on this or autograd's thread, kept to be thrown again where backward was asked for.
        private static ExceptionDispatchInfo? _thrown;

        private static void Rethrow(int code)
        {
            if (code == 0) return;
            Interlocked.Exchange(ref _thrown, null)?.Throw();
            Native.Check(code);
        }

        /// <summary>An operator whose forward and backward are written in C#. One instance serves all calls.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            private static readonly T _instance = new();

            public abstract string Name { get; }

            private protected abstract List<Tensor> Forward(AutogradContext context, object[] vars);

            internal abstract List<Tensor> Backward(AutogradContext context, List<Tensor> gradients);

            /// <summary>Runs forward without recording and ties its outputs to backward.</summary>
            public static List<Tensor> apply_internal(params object[] vars)
            {
                var context = new AutogradContext(_instance.Backward, vars);
                List<Tensor> outputs;
                using (no_grad()) outputs = _instance.Forward(context, vars);
                return context.Connect(outputs);
            }
        }

        /// <summary>A function with one output.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            private protected override List<Tensor> Forward(AutogradContext context, object[] vars) => [forward(context, vars)];

            internal override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients[0]);
        }

        /// <summary>A function with several outputs.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            private protected override List<Tensor> Forward(AutogradContext context, object[] vars) => forward(context, vars);

            internal override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients);
        }
    }
}
