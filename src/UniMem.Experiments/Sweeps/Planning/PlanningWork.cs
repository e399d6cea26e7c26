namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>What planning a sweep may use besides its file.</summary>
/// <param name="Folder">The sweep's own folder, where calibrations and matched values are kept.</param>
/// <param name="Jobs">Runs that the sweep will have at work at the same time; 0 takes what its file says.</param>
/// <param name="Say">What is told of calibrations, which take time.</param>
/// <param name="Stop">Asks for an end.</param>
public sealed record PlanningWork(string Folder, int Jobs, Action<string> Say, CancellationToken Stop)
{
    /// <summary>The file of calibrations.</summary>
    public string CalibrationFile => Path.Combine(Folder, "calibration.json");

    /// <summary>The file of matched values.</summary>
    public string MatchFile => Path.Combine(Folder, "match.json");
}
