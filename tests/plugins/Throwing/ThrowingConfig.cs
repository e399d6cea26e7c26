using UniMem.Components;
using UniMem.Memory;

namespace Throwing;

/// <summary>Cannot even be described.</summary>
[Component("throwing")]
public sealed record ThrowingConfig : ManagerConfig
{
    /// <summary>Throws.</summary>
    public ThrowingConfig() => throw new NotSupportedException("thrown on purpose");

    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context) => throw new NotSupportedException();
}
