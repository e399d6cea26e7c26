using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>A run of a sweep as those who look on need to know it.</summary>
/// <param name="Id">Its name by what it computes, which is the name of its folder.</param>
/// <param name="Label">What tells it from the other runs of the sweep, seed included.</param>
/// <param name="Cell">The same without the seed.</param>
/// <param name="Steps">Optimizer steps of the whole run.</param>
/// <param name="TokensPerStep">Tokens that a step reads at most.</param>
public sealed record ListedRun(string Id, string Label, string Cell, long Steps, long TokensPerStep)
{
    private static readonly string[] Columns = ["id", "label", "cell", "steps", "tokens_per_step"];

    /// <summary>A planned run.</summary>
    public static ListedRun Of(PlannedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var training = run.Run.Config.Training;
        return new(run.Id, run.FullLabel, run.Label, training.Steps, (long)training.Batch * training.Segment * training.BpttSegments);
    }

    /// <summary>The runs of a list that <see cref="Write"/> wrote; none where there is no such file.</summary>
    public static IReadOnlyList<ListedRun> Read(string path) => !File.Exists(path) ? [] :
    [
        .. CsvTable.Read(path).Rows.Select(row => new ListedRun(row["id"], row["label"], row["cell"], row.Long("steps"), row.Long("tokens_per_step"))),
    ];

    /// <summary>Writes a list of runs, whole.</summary>
    public static void Write(string path, IEnumerable<ListedRun> runs) => CsvTable.Write(path, Columns, runs.Select(run => (IReadOnlyList<string>)
        [run.Id, run.Label, run.Cell, FormattableString.Invariant($"{run.Steps}"), FormattableString.Invariant($"{run.TokensPerStep}")]));
}
