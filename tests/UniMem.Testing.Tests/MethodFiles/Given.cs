using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Memory;

namespace UniMem.Testing.Tests.MethodFiles;

// The contract of each kind for settings that are given. Generic, so that NUnit does not take them for tests of this project.

public sealed class GivenManager<T>(T config) : MemoryManagerContract<T>
    where T : ManagerConfig
{
    protected override T Create() => config;
}

public sealed class GivenWriter<T>(T config) : MemoryWriterContract<T>
    where T : WriterConfig
{
    protected override T Create() => config;
}

public sealed class GivenReader<T>(T config) : MemoryReaderContract<T>
    where T : ReaderConfig
{
    protected override T Create() => config;
}

public sealed class GivenJoint<T>(T config) : JointInjectorContract<T>
    where T : InjectorConfig
{
    protected override T Create() => config;
}

public sealed class GivenGate<T>(T config) : GatedInjectorContract<T>
    where T : InjectorConfig
{
    protected override T Create() => config;

    protected override IReadOnlyList<string> AnyNumber => ["initial_gate"];
}

public sealed class GivenInput<T>(T config) : InputInjectorContract<T>
    where T : InjectorConfig
{
    protected override T Create() => config;
}

public sealed class GivenPattern<T>(T config) : AttentionPatternContract<T>
    where T : AttentionPattern
{
    protected override T Create() => config;
}

public sealed class GivenPolicy<T>(T config) : PositionPolicyContract<T>
    where T : PositionPolicyConfig
{
    protected override T Create() => config;

    protected override IReadOnlyList<string> AnyNumber => ["scale"];
}
