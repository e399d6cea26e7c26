using TorchSharp;

namespace UniMem.Memory;

/// <summary>What makes keys and values of hidden states, put off until somebody asks for them.</summary>
/// <remarks>Whoever asks first, a search out of the graph or attention in it, gets what there would have been at once.</remarks>
/// <param name="project">Keys and values (B, G, S, D) of hidden states (B, 1, S, E).</param>
internal sealed class SlotProjection(Func<torch.Tensor, (torch.Tensor Keys, torch.Tensor Values)> project)
{
    private readonly bool _learns = torch.is_grad_enabled();
    private (torch.Tensor Keys, torch.Tensor Values)? _made;

    /// <summary>Whether it is known already what the slots become.</summary>
    public bool Made => _made is not null;

    /// <summary>Keys and values of all slots of a block; made once.</summary>
    /// <param name="hidden">Those of the block that this belongs to.</param>
    public (torch.Tensor Keys, torch.Tensor Values) Of(SlotTensor hidden)
    {
        using var _ = torch.set_grad_enabled(_learns);
        return _made ??= project(hidden.Whole);
    }

    /// <summary>The same for other slots.</summary>
    public SlotProjection Again() => new(project);

    /// <summary>Whether both make the same of slots.</summary>
    public bool Is(SlotProjection other) => ReferenceEquals(other.Origin, Origin);

    private Func<torch.Tensor, (torch.Tensor Keys, torch.Tensor Values)> Origin => project;
}
