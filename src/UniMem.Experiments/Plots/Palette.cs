namespace UniMem.Experiments.Plots;

/// <summary>A curve's colour and the mark at its points.</summary>
/// <param name="Colour">As <c>#rrggbb</c>.</param>
/// <param name="Mark">Shape of the points, so that colour alone never tells two curves apart.</param>
public readonly record struct Paint(string Colour, Mark Mark);

/// <summary>Shape of the points of a curve.</summary>
public enum Mark
{
    /// <summary>Filled circle.</summary>
    Circle,

    /// <summary>Filled square.</summary>
    Square,

    /// <summary>Filled triangle on its base.</summary>
    Triangle,

    /// <summary>Filled triangle on its tip.</summary>
    InvertedTriangle,

    /// <summary>Filled diamond.</summary>
    Diamond,

    /// <summary>Open circle.</summary>
    Ring,

    /// <summary>Nothing: the line alone.</summary>
    None,
}

/// <summary>Colours that readers with any colour vision tell apart.</summary>
/// <remarks>
/// Source: Okabe and Ito, "Color Universal Design", 2008; the sky blue and orange are darkened so that thin lines and text of that colour
/// hold a contrast of at least 3 to 1 on white, and yellow is left out for the same reason.
/// </remarks>
public static class Palette
{
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#008A63", "#B4508A", "#B07700", "#3A93C4"];

    private static readonly Mark[] Marks = [Mark.Circle, Mark.Square, Mark.Triangle, Mark.Diamond, Mark.InvertedTriangle, Mark.Ring];

    /// <summary>For what the others are compared with: a quiet grey.</summary>
    public static Paint Baseline => new("#555555", Mark.Ring);

    /// <summary>Colour of the text.</summary>
    public static string Ink => "#1F2328";

    /// <summary>Colour of quieter text.</summary>
    public static string Quiet => "#57606A";

    /// <summary>Colour of the grid.</summary>
    public static string Grid => "#E3E6EA";

    /// <summary>The paint of the n-th curve; after all colours, the same ones come again with another mark.</summary>
    /// <param name="index">From 0.</param>
    public static Paint Of(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new(Colours[index % Colours.Length], Marks[(index + (index / Colours.Length)) % Marks.Length]);
    }
}
