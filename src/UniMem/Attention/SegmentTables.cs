using TorchSharp;

namespace UniMem.Attention;

/// <summary>What the layers of one segment have in common: angles of places, vectors rotated by them, and masks side by side.</summary>
/// <remarks>It lives as long as the forward pass, and so do the tensors it knows.</remarks>
internal sealed class SegmentTables
{
    private readonly Dictionary<(IPositionPolicy Policy, object Layout, torch.ScalarType Type), Turn?> _turns = [];
    private readonly Dictionary<Pair, TurnedHeads> _turned = [];
    private readonly Dictionary<Pair, torch.Tensor> _joined = [];

    /// <summary>Layout of the queries.</summary>
    public static object Asking { get; } = "asking";

    /// <summary>Layout of the segment's own keys.</summary>
    public static object Own { get; } = "own";

    /// <summary>The rotation under which a policy takes vectors that stand alike.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="layout">How they stand: equal where positions and ranks are.</param>
    /// <param name="type">Type of the vectors.</param>
    /// <param name="turn">Works it out.</param>
    public Turn? Turn(IPositionPolicy policy, object layout, torch.ScalarType type, Func<Turn?> turn)
    {
        if (!_turns.TryGetValue((policy, layout, type), out var known))
        {
            _turns[(policy, layout, type)] = known = turn();
        }

        return known;
    }

    /// <summary>Vectors under a rotation, which are rotated once however often they are asked for.</summary>
    /// <param name="heads">(B, H, S, D).</param>
    /// <param name="turn">The rotation.</param>
    /// <param name="kernel">Rotates where it can.</param>
    public TurnedHeads Turned(torch.Tensor heads, Turn? turn, IAttentionKernel? kernel) =>
        turn is null ? new(heads, null) : Known(_turned, new(heads, turn), () => new(heads, turn, kernel));

    /// <summary>Two masks as one, put together once for all layers that have the same two.</summary>
    /// <param name="left">Of the first keys.</param>
    /// <param name="right">Of the keys that follow.</param>
    /// <param name="join">Puts them together.</param>
    public torch.Tensor Joined(torch.Tensor left, torch.Tensor right, Func<torch.Tensor> join) => Known(_joined, new(left, right), join);

    private static T Known<T>(Dictionary<Pair, T> all, Pair key, Func<T> make)
    {
        if (!all.TryGetValue(key, out var known))
        {
            all[key] = known = make();
        }

        return known;
    }

    /// <summary>Two objects, equal where they are the very same.</summary>
    private readonly record struct Pair(object Left, object Right)
    {
        public bool Equals(Pair other) => ReferenceEquals(Left, other.Left) && ReferenceEquals(Right, other.Right);

        public override int GetHashCode() => HashCode.Combine(
            System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Left), System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(Right));
    }
}
