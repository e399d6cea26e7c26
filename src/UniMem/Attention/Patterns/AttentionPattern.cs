using TorchSharp;
using UniMem.Components;

namespace UniMem.Attention.Patterns;

/// <summary>Which query sees which key, as a pure function of what is known of both. Patterns compose.</summary>
public abstract record AttentionPattern : ComponentConfig
{
    /// <summary>Whether each query sees each key.</summary>
    /// <returns>Bool, broadcastable to (B, H, T, S).</returns>
    public abstract torch.Tensor Visible(Sight sight);

    /// <summary>What holds for all queries and keys of which no more is known than where they lie.</summary>
    /// <remarks>An answer spares looking at each pair: search in a long memory asks for a run of slots at once.</remarks>
    /// <returns>True: every query sees every key; false: none sees any; null: it depends, or takes longer to say.</returns>
    public virtual bool? Throughout(SightBounds bounds) => null;

    /// <summary>Writes the pattern as questions that a kernel answers in one pass; they must say what <see cref="Visible"/> says.</summary>
    /// <param name="program">Takes the questions, so that one answer is left.</param>
    /// <returns>False where the pattern cannot be written so, whatever was written by then; the default.</returns>
    public virtual bool Tell(SightProgram program) => false;

    /// <summary>The pattern with settings that count segments turned into tokens.</summary>
    /// <exception cref="ConfigurationException">A setting is out of range.</exception>
    public virtual AttentionPattern Bind(BuildContext context) => this;
}

/// <summary>What a pattern knows of queries and keys.</summary>
/// <param name="Query">(B, 1, T, 1) int64: positions of the queries in their documents.</param>
/// <param name="Key">(B, 1, 1, S) int64: positions of the keys.</param>
/// <param name="RankFromOldest">(B, 1, 1, S) int64: how many keys of the row are older; for the segment's own keys, their index in it.</param>
/// <param name="Text">(1, 1, T, 1) bool: whether a query is a token of the segment; false for memory tokens. Null when all are.</param>
public sealed record Sight(torch.Tensor Query, torch.Tensor Key, torch.Tensor RankFromOldest, torch.Tensor? Text = null)
{
    /// <summary>What is known of (B, T) queries and (B, S) keys.</summary>
    /// <param name="query_BT">Positions of queries.</param>
    /// <param name="key_BS">Positions of keys.</param>
    /// <param name="rankFromOldest_BS">How many keys of the row are older.</param>
    /// <param name="text_1T">Whether a query is a token of the segment; null when all are.</param>
    public static Sight Of(torch.Tensor query_BT, torch.Tensor key_BS, torch.Tensor rankFromOldest_BS, torch.Tensor? text_1T = null)
    {
        ArgumentNullException.ThrowIfNull(query_BT);
        ArgumentNullException.ThrowIfNull(key_BS);
        ArgumentNullException.ThrowIfNull(rankFromOldest_BS);
        torch.Tensor Queries(torch.Tensor x) => x.unsqueeze(1).unsqueeze(-1);
        torch.Tensor Keys(torch.Tensor x) => x.unsqueeze(1).unsqueeze(1);
        return new(Queries(query_BT), Keys(key_BS), Keys(rankFromOldest_BS), text_1T is null ? null : Queries(text_1T));
    }

    /// <summary>(B, 1, T, S) int64: how far before its query a key stands; negative for later ones.</summary>
    public torch.Tensor Distance => Query - Key;
}
