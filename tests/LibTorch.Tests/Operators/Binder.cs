using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Operators;

/// <summary>Finds every overload of a name that takes given arguments, the way a caller in C# could write them.</summary>
internal static class Binder
{
    /// <summary>Where operators are looked for.</summary>
    internal static readonly Type[] Owners = [typeof(Tensor), typeof(torch), typeof(nn.functional), typeof(linalg)];

    private static readonly object _doesNotFit = new();

    /// <summary>A method with arguments; <see cref="InPlace"/> when it changes its first tensor.</summary>
    internal sealed record Call(MethodInfo Method, object? Target, object?[] Arguments, bool InPlace)
    {
        internal object? Run() => Method.Invoke(Target, BindingFlags.DoNotWrapExceptions, null, Arguments, null);

        public override string ToString() =>
            $"{Method.DeclaringType!.Name}.{Method.Name}({string.Join(", ", Method.GetParameters().Select(p => p.ParameterType.Name))})";
    }

    /// <param name="name">The operator; its in-place sibling is found too.</param>
    /// <param name="arguments">Tensors, numbers, truth values, strings, null, and arrays of them.</param>
    internal static IEnumerable<Call> Find(string name, object?[] arguments)
    {
        var inPlaceName = name.EndsWith('_') ? name : name + "_";
        foreach (var method in Owners.SelectMany(owner => owner.GetMethods()).Where(m => m.Name == name || m.Name == inPlaceName))
        {
            var receiver = method.IsStatic ? null : arguments.FirstOrDefault() as Tensor;
            var rest = method.IsStatic ? arguments : arguments.Skip(1).ToArray();
            if ((method.IsStatic || receiver is not null) && Bind(method, rest) is { } bound)
            {
                yield return new(method, receiver, bound, method.Name == inPlaceName);
            }
        }
    }

    private static object?[]? Bind(MethodInfo method, object?[] given)
    {
        var parameters = method.GetParameters();
        var impossible = method.IsGenericMethodDefinition || parameters.Length < given.Length
            || parameters.Any(p => p.ParameterType.IsByRefLike || p.ParameterType.IsByRef);
        if (impossible)
        {
            return null;
        }

        var bound = parameters.Select((parameter, i) =>
            i < given.Length ? Convert(given[i], parameter.ParameterType)
            : parameter.HasDefaultValue ? Default(parameter)
            : _doesNotFit).ToArray();
        return bound.Contains(_doesNotFit, ReferenceEqualityComparer.Instance) ? null : bound;
    }

    private static object? Default(ParameterInfo parameter) =>
        parameter.DefaultValue is null && parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? Activator.CreateInstance(parameter.ParameterType)
            : parameter.DefaultValue;

    private static object? Convert(object? value, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return value switch
        {
            null => type.IsValueType && plain == type ? _doesNotFit : null,
            object?[] and [long a, long b] when plain == typeof((long, long)) => (a, b),
            object?[] list => ConvertList(list, plain),
            long number when plain == typeof(Scalar) => (Scalar)number,
            double number when plain == typeof(Scalar) => (Scalar)number,
            bool flag when plain == typeof(Scalar) => (Scalar)flag,
            long number when plain == typeof(int) => (int)number,
            string { Length: 1 } text when plain == typeof(char) => text[0],
            double number when plain == typeof(float) => (float)number,
            _ => plain.IsInstanceOfType(value) && plain != typeof(object) ? value : _doesNotFit,
        };
    }

    private static object ConvertList(object?[] list, Type type)
    {
        var element = type.IsArray
            ? type.GetElementType()
            : type.IsGenericType && type.GetGenericArguments() is [var single]
                && type.IsAssignableFrom(typeof(List<>).MakeGenericType(single))
                ? single
                : null;
        var items = element is null ? [_doesNotFit] : list.Select(item => Convert(item, element)).ToArray();
        if (items.Contains(_doesNotFit, ReferenceEqualityComparer.Instance))
        {
            return _doesNotFit;
        }

        var array = Array.CreateInstance(element!, list.Length);
        Array.Copy(items, array, items.Length);
        return type.IsInstanceOfType(array) ? array : Activator.CreateInstance(typeof(List<>).MakeGenericType(element!), array)!;
    }
}
