namespace UniMem.Experiments.Tracking.Database;

/// <summary>What bringing a database up to date found.</summary>
/// <param name="Runs">Runs that it holds.</param>
/// <param name="Read">Runs that were read, because they are new or have changed.</param>
/// <param name="Removed">Runs that are gone from the disk.</param>
/// <param name="Notes">Folders that could not be read and why, and why the whole file was made again; sentences.</param>
public sealed record DatabaseUpdate(int Runs, int Read, int Removed, IReadOnlyList<string> Notes);
