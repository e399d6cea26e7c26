using UniMem.Components;
using UniMem.Memory;

namespace UniMem.Testing.Tests.Broken;

/// <summary>The contract of each kind for any part. Generic, so that NUnit does not take them for tests of this project.</summary>
internal static class Fixtures
{
    private static readonly IReadOnlyDictionary<Type, Type> OfKind = new Dictionary<Type, Type>
    {
        [typeof(ManagerConfig)] = typeof(ManagerOf<>),
    };

    /// <summary>The fixture for a configuration record.</summary>
    public static Type For(Type config) => OfKind[ComponentRegistry.KindOf(config)].MakeGenericType(config);
}

public sealed class ManagerOf<T> : MemoryManagerContract<T>
    where T : ManagerConfig;
