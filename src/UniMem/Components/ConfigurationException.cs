namespace UniMem.Components;

/// <summary>A mistake in what the user wrote, said so that the user can mend it.</summary>
/// <param name="path">Where in the configuration, such as <c>model.memories.recent.manage.capacity</c>; empty when it concerns the whole.</param>
/// <param name="problem">What is wrong, with the value, and what would do.</param>
/// <param name="cause">What revealed it; null when this exception did.</param>
/// <param name="location">Where it was written, such as <c>configs/runs/tiny.yaml:12:5</c>; empty when not known.</param>
public sealed class ConfigurationException(string path, string problem, Exception? cause = null, string location = "")
    : Exception(string.Join(": ", new[] { location, path, problem }.Where(part => part.Length > 0)), cause)
{
    /// <summary>Where in the configuration the mistake stands.</summary>
    public string Path => path;

    /// <summary>What is wrong, without the path.</summary>
    public string Problem => problem;

    /// <summary>File, line and column of what was written, or the command-line override; empty when not known.</summary>
    public string Location => location;
}
