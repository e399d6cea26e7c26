using UniMem.Memory.Injection;

namespace UniMem.Testing.Tests.BuiltIn;

public sealed class JointInjectorTests : JointInjectorContract<JointInjectorConfig>;

public sealed class GatedInjectorTests : GatedInjectorContract<GatedInjectorConfig>
{
    protected override IReadOnlyList<string> AnyNumber => ["initial_gate"];
}

public sealed class MemoryTokenInjectorTests : InputInjectorContract<MemoryTokenInjectorConfig>
{
    protected override MemoryTokenInjectorConfig Create() => new() { Tokens = 2 };
}
