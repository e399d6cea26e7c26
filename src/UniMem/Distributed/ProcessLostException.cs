namespace UniMem.Distributed;

/// <summary>Another process of the group has ended or cannot be reached; what the group was doing cannot be finished.</summary>
/// <param name="problem">What was seen of it.</param>
public sealed class ProcessLostException(string problem) : Exception($"another process of this run has ended: {problem}");
