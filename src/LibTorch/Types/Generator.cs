using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers of one device.</summary>
    public class Generator : IDisposable
    {
        private IntPtr _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            device ??= CPU;
            Native.Check(Native.lt_generator_new((int)device.type, device.index, seed, out _handle));
        }

        private Generator(IntPtr handle) => _handle = handle;

        /// <summary>Takes over a native generator. No constructor: for friends of this assembly, new Generator(1) means seed 1.</summary>
        internal static Generator Own(IntPtr handle) => new(handle);

        ~Generator() => Dispose(false);

        public static Generator Default
        {
            get
            {
                Native.Check(Native.lt_generator_default((int)DeviceType.CPU, -1, out var handle));
                return new(handle);
            }
        }

        public IntPtr Handle => _handle != IntPtr.Zero ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device
        {
            get
            {
                Check(Native.lt_generator_device(Handle, out var type, out var index));
                return new((DeviceType)type, index);
            }
        }

        public Generator manual_seed(long seed)
        {
            Check(Native.lt_generator_manual_seed(Handle, (ulong)seed));
            return this;
        }

        public long seed()
        {
            Check(Native.lt_generator_seed(Handle, out var seed));
            return (long)seed;
        }

        public long initial_seed()
        {
            Check(Native.lt_generator_initial_seed(Handle, out var seed));
            return (long)seed;
        }

        public Tensor get_state()
        {
            Check(Native.lt_generator_get_state(Handle, out var state));
            return new(state);
        }

        public void set_state(Tensor value)
        {
            Check(Native.lt_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        private void Check(int code)
        {
            GC.KeepAlive(this);
            Native.Check(code);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Interlocked.Exchange(ref _handle, IntPtr.Zero);
            if (handle != IntPtr.Zero) Native.lt_generator_free(handle);
        }
    }

    public static Generator manual_seed(long seed)
    {
        Native.Check(Native.lt_manual_seed((ulong)seed));
        return Generator.Default;
    }

    public static long seed()
    {
        using var generator = Generator.Default;
        return generator.seed();
    }

    public static long initial_seed()
    {
        using var generator = Generator.Default;
        return generator.initial_seed();
    }

    public static Tensor get_rng_state()
    {
        using var generator = Generator.Default;
        return generator.get_state();
    }

    public static void set_rng_state(Tensor new_state)
    {
        using var generator = Generator.Default;
        generator.set_state(new_state);
    }

    /// <summary>The default random numbers, by the names of Python's torch.random.</summary>
    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static long seed() => torch.seed();
        public static long initial_seed() => torch.initial_seed();
        public static Tensor get_rng_state() => torch.get_rng_state();
        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }
}
