using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>
/// Calls operators of libtorch's dispatcher by schema name, such as <c>Ops.Call("aten::add.Tensor", left, right)</c>.
/// </summary>
/// <remarks>
/// A name is looked up once and kept for ever. Arguments left out at the end take the schema's defaults; an int given for a float is
/// converted. Nothing is allocated but the result. The schemas are listed in PyTorch's native_functions.yaml.
/// </remarks>
internal static unsafe class Ops
{
    private const int MostResults = 8;
    private const int CellsOnStack = 256;

    // Keyed by reference: names are literals, which the runtime interns.
    private static readonly ConcurrentDictionary<string, IntPtr> _operators = new(ReferenceEqualityComparer.Instance);

    /// <summary>Sees every call of an operator before it runs; for tests that count operators or arithmetic.</summary>
    internal delegate void Observer(string schema, ReadOnlySpan<Argument> arguments);

    /// <summary>The observer of this thread, or null.</summary>
    [field: ThreadStatic]
    internal static Observer? Observe { get; set; }

    /// <summary>Calls an operator that returns one tensor.</summary>
    internal static torch.Tensor Call(string schema, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Run(schema, arguments, &result, 1);
        return new(result.Pointer);
    }

    /// <summary>Calls an operator that changes its first argument, and returns that.</summary>
    internal static torch.Tensor InPlace(string schema, params ReadOnlySpan<Argument> arguments)
    {
        Run(schema, arguments, null, 0);
        return (torch.Tensor)arguments[0].Reference!;
    }

    internal static (torch.Tensor, torch.Tensor) Call2(string schema, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[2];
        Run(schema, arguments, results, 2);
        return (new(results[0].Pointer), new(results[1].Pointer));
    }

    internal static (torch.Tensor, torch.Tensor, torch.Tensor) Call3(string schema, params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[3];
        Run(schema, arguments, results, 3);
        return (new(results[0].Pointer), new(results[1].Pointer), new(results[2].Pointer));
    }

    /// <summary>Calls an operator that returns a list of tensors.</summary>
    internal static torch.Tensor[] CallList(string schema, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Run(schema, arguments, &result, 1);
        var tensors = new torch.Tensor[result.Count];
        for (var k = 0; k < tensors.Length; k++) tensors[k] = new(((IntPtr*)result.Pointer)[k]);
        Native.lt_free(result.Pointer);
        return tensors;
    }

    /// <summary>Calls an operator that returns nothing.</summary>
    internal static void CallVoid(string schema, params ReadOnlySpan<Argument> arguments) => Run(schema, arguments, null, 0);

    /// <summary>Calls an operator that returns a number or truth value.</summary>
    internal static NativeValue CallValue(string schema, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Run(schema, arguments, &result, 1);
        return result;
    }

    internal static bool CallBool(string schema, params ReadOnlySpan<Argument> arguments) => CallValue(schema, arguments).Integer != 0;

    internal static long CallLong(string schema, params ReadOnlySpan<Argument> arguments) => CallValue(schema, arguments).Integer;

    [SkipLocalsInit]
    private static void Run(string schema, ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity)
    {
        Observe?.Invoke(schema, arguments);
        if (!_operators.TryGetValue(schema, out var op)) op = Find(schema);
        var cells = 0;
        foreach (ref readonly var argument in arguments) cells += argument.Cells;
        if (cells > CellsOnStack)
        {
            var memory = (long*)NativeMemory.Alloc((nuint)cells, sizeof(long));
            try
            {
                Run(op, arguments, memory, results, capacity);
            }
            finally
            {
                NativeMemory.Free(memory);
            }
        }
        else
        {
            var memory = stackalloc long[CellsOnStack];
            Run(op, arguments, memory, results, capacity);
        }
    }

    [SkipLocalsInit]
    private static void Run(IntPtr op, ReadOnlySpan<Argument> arguments, long* cells, NativeValue* results, int capacity)
    {
        var values = stackalloc NativeValue[arguments.Length + 1];
        for (var k = 0; k < arguments.Length; k++) arguments[k].Write(values + k, ref cells);
        var all = stackalloc NativeValue[MostResults];
        int produced;
        var code = Native.lt_operator_call(op, values, arguments.Length, results is null ? null : all, MostResults, &produced);
        foreach (ref readonly var argument in arguments) GC.KeepAlive(argument.Reference);
        Native.Check(code);
        for (var k = 0; k < capacity; k++) results[k] = all[k];
    }

    private static IntPtr Find(string schema)
    {
        Native.Check(Native.lt_operator_find(schema, out var op));
        return _operators.GetOrAdd(schema, op);
    }
}
