using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor of libtorch: one reference, given up by <see cref="Dispose()"/>, by its scope or by the finalizer.</summary>
    public partial class Tensor : IDisposable
    {
        private static long _live;
        private static long _peak;

        private IntPtr _handle;

        internal Tensor(IntPtr handle)
        {
            _handle = handle;
            OwningDisposeScope = DisposeScopeManager.Register(this);
            var live = Interlocked.Increment(ref _live);
            if (live > Volatile.Read(ref _peak)) Volatile.Write(ref _peak, live);
        }

        ~Tensor() => Dispose(false);

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Handles alive now, in all threads.</summary>
        public static long TotalCount => Volatile.Read(ref _live);

        public static long PeakCount => Volatile.Read(ref _peak);

        public IntPtr Handle
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => _handle != IntPtr.Zero ? _handle : throw Disposed();
        }

        public bool IsInvalid => _handle == IntPtr.Zero;

        /// <summary>Takes over a native reference: an <c>at::Tensor*</c> that nobody else deletes.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>Gives the native reference away; the tensor is as if disposed.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            var handle = Forget();
            GC.SuppressFinalize(this);
            return handle;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Forget();
            if (handle != IntPtr.Zero) Native.lt_tensor_free(handle);
        }

        private static InvalidOperationException Disposed() => new("This tensor was disposed, by hand or with its scope.");

        // Called with the code of a native call on this tensor: the tensor lives at least until then.
        private void Check(int code)
        {
            GC.KeepAlive(this);
            Native.Check(code);
        }

        private IntPtr Forget()
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle == IntPtr.Zero) return handle;
            Interlocked.Decrement(ref _live);
            if (OwningDisposeScope is { } scope) scope.MarkAsDisposed(this);
            else DisposeScopeManager.Statistics.TensorStatistics.DisposedOutsideScopeCount++;
            return handle;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) =>
            other.OwningDisposeScope is { } scope ? MoveToOtherDisposeScope(scope) : DetachFromDisposeScope();

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningDisposeScope is { } scope) scope.MoveToOther(other, this);
            else other.Attach(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public bool Equals(Tensor? target) => target is not null && CompareSame(target);

        public override int GetHashCode() => base.GetHashCode();

        private bool CompareSame(Tensor other) => ReferenceEquals(this, other) || Ops.CallBool("aten::equal", this, other);
    }
}
