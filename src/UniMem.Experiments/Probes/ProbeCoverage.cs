using UniMem.Components;

namespace UniMem.Experiments.Probes;

/// <summary>Whether every probe that was asked for is one that a run has.</summary>
internal static class ProbeCoverage
{
    /// <exception cref="ConfigurationException">No run has it.</exception>
    public static void Check(IReadOnlyList<ProbedRun> runs, ProbeRequest request)
    {
        if (request.MayHaveNone)
        {
            return;
        }

        Require(request.Memory.Count, ProbeKind.Memory, "--memory", "no run has a memory");
        Require(request.Capacity.Count, ProbeKind.Capacity, "--capacity", "no run has a memory with a capacity");
        Require(request.TopK.Count, ProbeKind.TopK, "--top-k", "no run has a memory that is read by top-k");
        Require(request.Window.Count, ProbeKind.Window, "--window", "no run has a memory that is read through a window");
        Require(request.Stride.Count, ProbeKind.Stride, "--stride", "only models without memory are read with overlapping windows, and with a stride less than a segment; no run is such a one");

        void Require(int wanted, ProbeKind kind, string option, string why)
        {
            if (wanted > 0 && !runs.Any(run => run.Probes.Any(probe => probe.Kind == kind)))
            {
                throw new ConfigurationException(option, $"has no effect: {why}; leave it out.");
            }
        }
    }
}
