using TorchSharp;
using UniMem.Components;

namespace UniMem.Memory;

/// <summary>Memory management: decides which slots stay once new ones have arrived.</summary>
public interface IMemoryManager
{
    /// <summary>The most slots that a row may hold. At least 1.</summary>
    long Capacity { get; }

    /// <summary>What stays.</summary>
    /// <param name="slots">Held and incoming together.</param>
    /// <returns>
    /// (B, M) bool, at most <see cref="Capacity"/> valid slots a row. Decided row by row: no row's answer depends on another's. What it says
    /// of slots that are not valid is ignored.
    /// </returns>
    torch.Tensor Keep(SlotView slots);
}

/// <summary>Management by the attention that slots receive: it may look at <see cref="SlotView.Attention"/>.</summary>
/// <remarks>Attention is added up for the memories of such managers and for no others; it costs them four bytes a slot and a sum a segment.</remarks>
public interface IAttentionManager : IMemoryManager;

/// <summary>Kind of component: memory management, which decides what stays once new slots have arrived.</summary>
public abstract record ManagerConfig : ComponentConfig
{
    /// <summary>Builds the manager of one memory at one layer.</summary>
    public abstract IMemoryManager Build(BuildContext context);
}
