namespace UniMem.Data;

/// <summary>A place in a stream of segments: with it a run goes on as if it had never stopped. Plain numbers, to be serialised.</summary>
/// <param name="Corpus">Fingerprint of the split.</param>
/// <param name="Taken">Documents that rows have begun so far, counted over all epochs.</param>
/// <param name="Rows">Per row: where it will read next.</param>
public sealed record StreamState(string Corpus, long Taken, IReadOnlyList<StreamRow> Rows);

/// <summary>Where one row reads next.</summary>
/// <param name="Document">Index of the document in the split; -1 before the first and after the last.</param>
/// <param name="Offset">Position in the document.</param>
public readonly record struct StreamRow(int Document, int Offset);
