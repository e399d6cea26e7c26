namespace UniMem.Experiments.Runs;

/// <summary>What has become of a run, as its folder tells it.</summary>
/// <param name="State"><c>done</c>, <c>stopped early</c>, <c>failed</c>, <c>not finished</c> or <c>not begun</c>.</param>
/// <param name="Reason">Why it was stopped early or how it failed, in a line; empty otherwise.</param>
public sealed record RunOutcome(string State, string Reason)
{
    /// <summary>Reads it; a run that is at work is not finished.</summary>
    public static RunOutcome Of(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.IsDone ? new("done", "")
            : folder.Pruned is { } why ? new("stopped early", FirstLine(why))
            : folder.Failure is { } how ? new("failed", FirstLine(how))
            : new(folder.HasBegun ? "not finished" : "not begun", "");
    }

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();
}
