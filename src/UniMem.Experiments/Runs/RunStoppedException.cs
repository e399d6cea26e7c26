namespace UniMem.Experiments.Runs;

/// <summary>A run was asked to end, in this process or in another one of its processes, and did so with a checkpoint.</summary>
public sealed class RunStoppedException() : OperationCanceledException("The run was stopped; it can be resumed.");
