namespace UniMem.Data;

/// <summary>A document as tokens.</summary>
/// <param name="Name">The document's name in its corpus.</param>
/// <param name="Tokens">Its tokens.</param>
/// <param name="Bytes">Bytes of UTF-8 of its text.</param>
/// <param name="TargetBytes">Bytes of all its tokens but the first: what its targets stand for, so that bits per byte = nats / ln 2 / this.</param>
public sealed record EncodedDocument(string Name, PackedTokens Tokens, long Bytes, long TargetBytes)
{
    /// <summary>Tokens that are predicted: all but the first.</summary>
    public int Targets => Math.Max(0, Tokens.Length - 1);
}
