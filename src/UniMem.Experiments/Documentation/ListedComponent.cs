namespace UniMem.Experiments.Documentation;

/// <summary>One component as it is listed for readers.</summary>
/// <param name="Kind">Its kind, such as <c>position policy</c>.</param>
/// <param name="Name">Its name after <c>type:</c>.</param>
/// <param name="Assembly">Where it comes from.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Remarks">Its source, and what else is to be known; may be empty.</param>
/// <param name="Settings">What can be set.</param>
public sealed record ListedComponent(
    string Kind, string Name, string Assembly, string Summary, string Remarks, IReadOnlyList<ListedSetting> Settings);
