using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>The C ABI of native/*.cpp. Functions that return a code are wrapped in <see cref="Check"/>.</summary>
internal static unsafe partial class Native
{
    private const string Library = "torch_abi";

    static Native()
    {
        // Threads that wait should sleep: spinning ones slow a shared machine several times. OpenMP reads this when libtorch is loaded.
        if (OperatingSystem.IsLinux()) setenv("OMP_WAIT_POLICY", "passive", overwrite: 0);
        // libtorch counts the machine's cores, or only one where it cannot; a container often grants fewer.
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is not null) return;
        var threads = lt_get_num_threads();
        if (threads == 1 || threads > Environment.ProcessorCount) Check(lt_set_num_threads(Environment.ProcessorCount));
    }

    /// <exception cref="ExternalException">The code says that the call failed; the message is the first line of libtorch's.</exception>
    internal static void Check(int code)
    {
        if (code != 0) throw new ExternalException(Marshal.PtrToStringUTF8(lt_last_error()));
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
    [LibraryImport(Library)] private static partial IntPtr lt_last_error();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int lt_operator_find(string schema, out IntPtr result);
    [LibraryImport(Library)]
    internal static partial int lt_operator_call(
        IntPtr op, NativeValue* arguments, int count, NativeValue* results, int capacity, int* produced);
    [LibraryImport(Library)] internal static partial void lt_free(IntPtr memory);

    [LibraryImport(Library)] internal static partial void lt_tensor_free(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long lt_tensor_dim(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long lt_tensor_numel(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long lt_tensor_storage_offset(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long lt_tensor_element_size(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int lt_tensor_dtype(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int lt_tensor_device_type(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int lt_tensor_device_index(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int lt_tensor_is_sparse(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int lt_tensor_is_contiguous(IntPtr tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int lt_tensor_same(IntPtr a, IntPtr b);
    [LibraryImport(Library), SuppressGCTransition] internal static partial void lt_tensor_sizes(IntPtr tensor, long* result);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long lt_tensor_size(IntPtr tensor, long dim);
    [LibraryImport(Library)] internal static partial int lt_tensor_strides(IntPtr tensor, long* result);
    [LibraryImport(Library)] internal static partial int lt_tensor_data(IntPtr tensor, out IntPtr result);

    [LibraryImport(Library)] internal static partial void lt_generator_free(IntPtr generator);
    [LibraryImport(Library)] internal static partial int lt_generator_default(int type, int index, out IntPtr result);
    [LibraryImport(Library)] internal static partial int lt_generator_new(int type, int index, ulong seed, out IntPtr result);
    [LibraryImport(Library)] internal static partial int lt_generator_manual_seed(IntPtr generator, ulong seed);
    [LibraryImport(Library)] internal static partial int lt_generator_seed(IntPtr generator, out ulong result);
    [LibraryImport(Library)] internal static partial int lt_generator_initial_seed(IntPtr generator, out ulong result);
    [LibraryImport(Library)] internal static partial int lt_generator_device(IntPtr generator, out int type, out int index);
    [LibraryImport(Library)] internal static partial int lt_generator_get_state(IntPtr generator, out IntPtr result);
    [LibraryImport(Library)] internal static partial int lt_generator_set_state(IntPtr generator, IntPtr state);
    [LibraryImport(Library)] internal static partial int lt_manual_seed(ulong seed);

    [LibraryImport(Library)] internal static partial int lt_get_num_threads();
    [LibraryImport(Library)] internal static partial int lt_get_num_interop_threads();
    [LibraryImport(Library)] internal static partial int lt_set_num_threads(int count);
    [LibraryImport(Library)] internal static partial int lt_set_num_interop_threads(int count);
    [LibraryImport(Library)] internal static partial int lt_set_default_dtype(int dtype);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int lt_set_matmul_precision(string precision);
    [LibraryImport(Library)] internal static partial int lt_get_matmul_precision();
    [LibraryImport(Library)] internal static partial int lt_device_count(int type, out int result);
    [LibraryImport(Library)] internal static partial int lt_device_synchronize(int type, int index);

    [LibraryImport(Library)]
    internal static partial int lt_backward(
        IntPtr* roots, int count, IntPtr* gradients, int gradientCount, IntPtr* inputs, int inputCount, int retainGraph, int createGraph);
    [LibraryImport(Library)]
    internal static partial int lt_grad(
        IntPtr* outputs, int count, IntPtr* inputs, int inputCount, IntPtr* gradients, int gradientCount, int retainGraph,
        int createGraph, int allowUnused, IntPtr* results);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int lt_tensor_requires_grad(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int lt_tensor_is_leaf(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int lt_tensor_set_requires_grad(IntPtr tensor, int value);
    [LibraryImport(Library)] internal static partial int lt_tensor_retain_grad(IntPtr tensor);
    [LibraryImport(Library)] internal static partial int lt_tensor_grad(IntPtr tensor, out IntPtr result);
    [LibraryImport(Library)] internal static partial int lt_tensor_set_grad(IntPtr tensor, IntPtr gradient);
    [LibraryImport(Library)] internal static partial int lt_tensor_set_data(IntPtr tensor, IntPtr other);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int lt_grad_mode();
    [LibraryImport(Library), SuppressGCTransition] internal static partial void lt_set_grad_mode(int value);
    [LibraryImport(Library)] internal static partial int lt_is_inference_mode();
    [LibraryImport(Library)] internal static partial IntPtr lt_inference_mode_enter(int value);
    [LibraryImport(Library)] internal static partial void lt_inference_mode_leave(IntPtr guard);
    [LibraryImport(Library)] internal static partial int lt_anomaly_mode();
    [LibraryImport(Library)] internal static partial int lt_anomaly_mode_checks_nan();
    [LibraryImport(Library)] internal static partial void lt_set_anomaly_mode(int value, int checkNan);
    [LibraryImport(Library)]
    internal static partial int lt_function_connect(
        IntPtr* inputs, int inputCount, IntPtr* outputs, int outputCount, IntPtr* saved, int savedCount, IntPtr* dirty, int dirtyCount,
        IntPtr* constant, int constantCount, int materialize, IntPtr state,
        delegate* unmanaged<IntPtr, IntPtr, IntPtr*, int, IntPtr*, int, int> call, delegate* unmanaged<IntPtr, void> release);
    [LibraryImport(Library)] internal static partial int lt_function_saved(IntPtr context, IntPtr* results, int capacity);
}
