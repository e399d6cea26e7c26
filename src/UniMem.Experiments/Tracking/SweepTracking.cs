using UniMem.Components;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Experiments.Tracking.Database;

namespace UniMem.Experiments.Tracking;

/// <summary>Tells others of a sweep once its runs are over: TensorBoard where the runs say so, and the database of all runs.</summary>
public static class SweepTracking
{
    /// <summary>Writes event files that are missing, and brings <c>unimem.db</c> up to date.</summary>
    /// <returns>What could not be done, in sentences: it spoils no result, and the sweep goes on to its tables.</returns>
    public static IReadOnlyList<string> Finish(SweepPlan plan, SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(folder);
        try
        {
            foreach (var run in plan.Runs.Where(run => run.Run.Config.Track == Tracker.Tensorboard && folder.Run(run.Id).IsDone))
            {
                TensorBoardLog.Complete(folder.Run(run.Id));
            }

            return new RunDatabase(Path.GetDirectoryName(folder.Path)!).Refresh().Notes;
        }
        catch (Exception failure) when (failure is ConfigurationException or IOException or UnauthorizedAccessException or FormatException)
        {
            return [$"{failure.Message} 'unimem db' brings the database up to date later."];
        }
    }
}
