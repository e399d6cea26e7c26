namespace UniMem.Experiments.Plots;

/// <summary>Draws figures. Equal figures give equal bytes.</summary>
public interface IFigureRenderer
{
    /// <summary>Draws a figure.</summary>
    /// <exception cref="FigureException">The drawing program is missing or fails; the message says what to do.</exception>
    byte[] Render(Figure figure, ImageFormat format);
}

/// <summary>Kinds of image file.</summary>
public enum ImageFormat
{
    /// <summary>A bitmap with two pixels per unit.</summary>
    Png,

    /// <summary>A vector image.</summary>
    Svg,
}

/// <summary>A figure could not be drawn.</summary>
public sealed class FigureException(string message, Exception? cause = null) : Exception(message, cause);
