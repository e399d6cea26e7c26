using System.Reflection;

namespace UniMem.Experiments.Reports;

/// <summary>The style sheets and programs that reports hold.</summary>
/// <param name="Curves">What draws interactive curves; null where npm was absent when UniMem was built.</param>
public sealed record ReportAssets(CurveLibrary? Curves)
{
    /// <summary>What this build brings.</summary>
    public static ReportAssets BuiltIn { get; } = new(Text("uPlot.js") is { } script && Text("uPlot.css") is { } style && Text("uPlot.license") is { } license
        ? new CurveLibrary(script, style, license)
        : null);

    /// <summary>How reports look.</summary>
    public static string Style => Text("report.css")!;

    /// <summary>Sorting, colours for day and night.</summary>
    public static string Script => Text("report.js")!;

    /// <summary>Turns the data of curves into charts.</summary>
    public static string CurvesScript => Text("curves.js")!;

    private static string? Text(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>uPlot, as its package on npm holds it.</summary>
/// <param name="Script">The program.</param>
/// <param name="Style">Its style sheet.</param>
/// <param name="License">Its licence, which goes wherever it goes.</param>
public sealed record CurveLibrary(string Script, string Style, string License);
