using UniMem.Components;
using UniMem.Memory;

namespace SamplePlugin;

/// <summary>Fails when it is built, as a plugin in the making may.</summary>
[Component("broken")]
public sealed record BrokenConfig : ManagerConfig
{
    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context) => throw new InvalidOperationException("the sample is broken on purpose");
}
