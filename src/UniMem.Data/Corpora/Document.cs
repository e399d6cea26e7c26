namespace UniMem.Data.Corpora;

/// <summary>A text that is read from its beginning to its end; memory never crosses into another.</summary>
/// <param name="Name">What tables call it, such as <c>emma/1</c> or a file's path. Unique within a corpus.</param>
/// <param name="Text">Its text.</param>
public sealed record Document(string Name, string Text);
