using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Running;
using UniMem.Training;

namespace UniMem.Experiments.Probes;

/// <summary>Finds the weights that a command line speaks of.</summary>
public static class TrainedRuns
{
    private static readonly string[] NeverPartOfTraining = ["evaluation", "device", "threads"];

    /// <summary>The run with its weights, evaluated with the settings given.</summary>
    /// <param name="what">
    /// A run's folder, of which every setting given is a change; or a run's file: then settings may name the run, as they did when it was trained,
    /// or change what no weight depends on. The weights trained with all of them are taken where there are such.
    /// </param>
    /// <param name="overrides">Each <c>PATH=VALUE</c>.</param>
    /// <exception cref="ConfigurationException">There are no such weights, or a setting cannot be changed after training.</exception>
    public static TrainedRun Find(string what, IReadOnlyList<string> overrides)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        var (folder, changes) = Directory.Exists(what) ? (RunFolder.Existing(what), overrides) : OfFile(what, overrides);
        return TrainedRun.In(folder, changes);
    }

    private static (RunFolder Folder, IReadOnlyList<string> Changes) OfFile(string file, IReadOnlyList<string> overrides)
    {
        string[] naming = [.. overrides.Where(text => !NeverPartOfTraining.Contains(PathOf(text).Split('.')[0]))];
        string[] lasting = [.. naming.Where(text => !AfterTraining.MayChange(PathOf(text)))];
        var folders = new[] { naming, lasting }.DistinctBy(named => named.Length).Select(named => (Folder: Folder(file, named), Named: named)).ToList();
        return folders.FirstOrDefault(choice => TrainingSession.CanResume(choice.Folder.Path)) is { Folder: not null } found
            ? (found.Folder, [.. overrides.Except(found.Named)])
            : throw new ConfigurationException(folders[0].Folder.Path, folders.Count == 1
                ? "there is no checkpoint in this folder; train the run first."
                : $"there is no checkpoint in this folder, nor in {folders[1].Folder.Path}, where the run without what may be changed after training belongs; train one of them first.");
    }

    private static RunFolder Folder(string file, IReadOnlyList<string> overrides) =>
        new SweepFolder(SweepFolder.DefaultResults, "runs").Run(ResolvedRun.Load(file, overrides).Id);

    internal static string PathOf(string text)
    {
        var path = text.Split('=')[0].TrimEnd('+');
        return path.StartsWith("memories.", StringComparison.Ordinal) ? $"model.{path}" : path;
    }
}
