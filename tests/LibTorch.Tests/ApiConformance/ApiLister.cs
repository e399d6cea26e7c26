using System.Globalization;
using System.Reflection;

namespace LibTorch.Tests.ApiConformance;

/// <summary>Lists what code outside of an assembly can reach in it, one C#-like signature a line, sorted.</summary>
internal static class ApiLister
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static IReadOnlyCollection<string> List(Assembly assembly) =>
        new SortedSet<string>(Members(assembly).Select(item => item.Line), StringComparer.Ordinal);

    /// <summary>Types and members with their lines.</summary>
    internal static IEnumerable<(MemberInfo Member, string Line)> Members(Assembly assembly) => assembly.GetTypes()
        .Where(type => IsVisible(type) && Name(type).StartsWith("TorchSharp", StringComparison.Ordinal))
        .SelectMany(type => Members(type).Prepend((type, Declaration(type))));

    private static string Declaration(Type type)
    {
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsValueType: true } => "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var plain = type.BaseType is null || new[] { typeof(object), typeof(ValueType), typeof(Enum) }.Contains(type.BaseType);
        return $"{kind} {Name(type)}{(plain ? "" : $" : {Name(type.BaseType!)}")}";
    }

    private static IEnumerable<(MemberInfo Member, string Line)> Members(Type type)
    {
        var name = Name(type);
        foreach (var field in type.GetFields(Declared).Where(f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName))
        {
            yield return (field, $"field {Name(field.FieldType)} {name}.{field.Name}");
        }

        foreach (var property in type.GetProperties(Declared))
        {
            var get = property.GetMethod is { } getter && IsReachable(getter) ? " get;" : "";
            var set = property.SetMethod is { } setter && IsReachable(setter) ? " set;" : "";
            var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{Parameters(parameters)}]" : "";
            if (get + set != "")
            {
                yield return (property, $"property {Name(property.PropertyType)} {name}.{property.Name}{index} {{{get}{set} }}");
            }
        }

        foreach (var @event in type.GetEvents(Declared).Where(e => e.AddMethod is { } add && IsReachable(add)))
        {
            yield return (@event, $"event {Name(@event.EventHandlerType!)} {name}.{@event.Name}");
        }

        foreach (var constructor in type.GetConstructors(Declared).Where(c => !c.IsStatic && IsReachable(c)))
        {
            yield return (constructor, $"{Access(constructor)}new {name}({Parameters(constructor.GetParameters())})");
        }

        var methods = type.GetMethods(Declared).Where(m => !m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal));
        foreach (var method in methods.Where(IsReachable))
        {
            var own = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
            var generic = own.Length > 0 ? $"<{string.Join(", ", own.Select(Name))}>" : "";
            var head = $"{Access(method)}{Modifier(method)}{Name(method.ReturnType)} {name}.{method.Name}{generic}";
            yield return (method, $"{head}({Parameters(method.GetParameters())}){string.Concat(own.Select(Constraints))}");
        }
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifier(MethodInfo method) =>
        method.IsStatic ? "static "
        : method.IsAbstract ? "abstract "
        : !method.IsVirtual || method.IsFinal ? ""
        : method.GetBaseDefinition() == method ? "virtual " : "override ";

    private static string Constraints(Type parameter)
    {
        var parts = parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Name).ToList();
        var attributes = parameter.GenericParameterAttributes;
        if (attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint))
        {
            parts.Insert(0, "struct");
        }
        else
        {
            if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            {
                parts.Insert(0, "class");
            }

            if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            {
                parts.Add("new()");
            }
        }

        return parts.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", parts)}";
    }

    private static bool IsReachable(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    internal static bool IsVisible(Type type) =>
        type.IsNested
            ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!)
            : type.IsPublic;

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
        $"{(parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "")}{Name(parameter.ParameterType)} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")));

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        var value when parameter.ParameterType.IsEnum => Enum.ToObject(parameter.ParameterType, value).ToString()!,
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    internal static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return "ref " + Name(type.GetElementType()!);
        }

        if (type.IsPointer)
        {
            return Name(type.GetElementType()!) + "*";
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        var arguments = type.GetGenericArguments();
        if (type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true)
        {
            return $"({string.Join(", ", arguments.Select(Name))})";
        }

        if (type.IsNested)
        {
            arguments = arguments[type.DeclaringType!.GetGenericArguments().Length..];
        }

        var outer = type.IsNested ? Name(type.DeclaringType!) : type.Namespace;
        var generic = arguments.Length > 0 ? $"<{string.Join(", ", arguments.Select(Name))}>" : "";
        return Keyword($"{outer}.{type.Name.Split('`')[0]}{generic}");
    }

    private static string Keyword(string name) => name switch
    {
        "System.Void" => "void",
        "System.Boolean" => "bool",
        "System.Int32" => "int",
        "System.Int64" => "long",
        "System.Single" => "float",
        "System.Double" => "double",
        "System.String" => "string",
        "System.Object" => "object",
        "System.Byte" => "byte",
        _ => name,
    };
}
