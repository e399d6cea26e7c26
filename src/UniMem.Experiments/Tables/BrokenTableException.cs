namespace UniMem.Experiments.Tables;

/// <summary>A table in a file is not whole, as after a failure of the disk or an edit by hand.</summary>
/// <param name="message">Which line of which file, and what would do.</param>
public sealed class BrokenTableException(string message) : FormatException(message);
