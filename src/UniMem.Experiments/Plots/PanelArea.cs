namespace UniMem.Experiments.Plots;

/// <summary>Where a panel of a figure stands, in pixels from the left and from the bottom of the figure.</summary>
/// <param name="Panel">What is drawn there.</param>
/// <param name="Left">Left edge of the plotted area.</param>
/// <param name="Right">Right edge of the plotted area.</param>
/// <param name="Bottom">Lower edge of the plotted area.</param>
/// <param name="Top">Upper edge of the plotted area.</param>
/// <param name="IsFirstOfRow">True where the numbers of the vertical axis are written.</param>
/// <param name="IsLastOfColumn">True where the numbers of the horizontal axis are written.</param>
public sealed record PanelArea(Panel Panel, double Left, double Right, double Bottom, double Top, bool IsFirstOfRow, bool IsLastOfColumn)
{
    /// <summary>Names beside what they name.</summary>
    public IReadOnlyList<NameLabel> Names { get; init; } = [];
}

/// <summary>A name within or beside a panel, in pixels from the left and from the bottom of the figure.</summary>
/// <param name="Series">What it names.</param>
/// <param name="X">Where the text begins, or ends when it is <paramref name="EndsHere"/>.</param>
/// <param name="Y">The middle of its height.</param>
/// <param name="EndsHere">True when the text ends at <paramref name="X"/>.</param>
/// <param name="Leader">Where a thin line to the name begins; null for none.</param>
public sealed record NameLabel(Series Series, double X, double Y, bool EndsHere, (double X, double Y)? Leader);
