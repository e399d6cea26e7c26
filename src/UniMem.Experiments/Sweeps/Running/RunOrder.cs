using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Sweeps.Running;

/// <summary>What a worker is told to do.</summary>
/// <param name="Folder">The run's folder, with its configuration.</param>
/// <param name="Threads">Threads that it may use.</param>
/// <param name="Gpu">The one GPU that it may see; null leaves that as it is.</param>
/// <param name="Until">The step after which it pauses; null goes to the end.</param>
public sealed record RunOrder(RunFolder Folder, int Threads, string? Gpu, long? Until);
