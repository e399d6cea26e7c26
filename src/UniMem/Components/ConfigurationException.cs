namespace UniMem.Components;

/// <summary>A mistake in what the user wrote, said so that the user can mend it.</summary>
/// <param name="path">Where in the configuration, such as <c>model.memories.recent.manage.capacity</c>; empty when it concerns the whole.</param>
/// <param name="problem">What is wrong, with the value, and what would do.</param>
public sealed class ConfigurationException(string path, string problem, Exception? cause = null)
    : Exception(path.Length == 0 ? problem : $"{path}: {problem}", cause)
{
    /// <summary>Where in the configuration the mistake stands.</summary>
    public string Path => path;

    /// <summary>What is wrong, without the path.</summary>
    public string Problem => problem;
}
