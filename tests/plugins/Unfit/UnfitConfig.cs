using UniMem.Components;
using UniMem.Memory;

namespace Unfit;

/// <summary>A record that nobody can make from a file.</summary>
[Component("unfit")]
public sealed record UnfitConfig(long Capacity) : ManagerConfig
{
    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context) => throw new NotSupportedException();
}
