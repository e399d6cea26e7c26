using System.Reflection;

namespace LibTorch.Tests.ApiConformance;

/// <summary>
/// What the signatures do not say but a compiler minds: what is obsolete, may be null, is implemented, and the numbers of enumerations.
/// </summary>
internal static class ApiAnnotations
{
    internal static IEnumerable<string> List(Assembly assembly)
    {
        var nullability = new NullabilityInfoContext();
        foreach (var (member, line) in ApiLister.Members(assembly))
        {
            if (member.GetCustomAttribute<ObsoleteAttribute>() is { } obsolete)
            {
                yield return $"obsolete{(obsolete.IsError ? " as an error" : "")}: {line}";
            }

            if (member is Type type && type.GetInterfaces().Where(ApiLister.IsVisible).Select(ApiLister.Name).Order().ToList() is { Count: > 0 } all)
            {
                yield return $"implements {string.Join(" ", all)}: {line}";
            }

            if (member is FieldInfo { IsLiteral: true, DeclaringType.IsEnum: true } value)
            {
                yield return $"numbered {value.GetRawConstantValue()}: {line}";
            }

            if (Result(member, nullability) is { } result && MayBeNull(result))
            {
                yield return $"may be null: {line}";
            }
        }
    }

    private static NullabilityInfo? Result(MemberInfo member, NullabilityInfoContext nullability) => member switch
    {
        FieldInfo field => nullability.Create(field),
        PropertyInfo property => nullability.Create(property),
        MethodInfo method => nullability.Create(method.ReturnParameter),
        _ => null,
    };

    /// <summary>Whether the value or a part of it is a reference that may be null. The nulls of value types are in the signature.</summary>
    private static bool MayBeNull(NullabilityInfo info) =>
        (info.ReadState == NullabilityState.Nullable && !info.Type.IsValueType)
        || info.GenericTypeArguments.Any(MayBeNull)
        || (info.ElementType is { } element && MayBeNull(element));
}
