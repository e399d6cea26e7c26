using TorchSharp;
using UniMem.Components;
using UniMem.Memory;

namespace SamplePlugin;

/// <summary>Is built and then fails as soon as it has something to keep.</summary>
[Component("broken_at_work")]
public sealed record BrokenAtWorkConfig : ManagerConfig
{
    /// <inheritdoc/>
    public override IMemoryManager Build(BuildContext context) => new BrokenAtWorkManager();
}

/// <inheritdoc cref="BrokenAtWorkConfig"/>
public sealed class BrokenAtWorkManager : IMemoryManager
{
    /// <inheritdoc/>
    public long Capacity => 8;

    /// <inheritdoc/>
    public torch.Tensor Keep(SlotView slots) => throw new InvalidOperationException("the sample is broken at work on purpose");
}
