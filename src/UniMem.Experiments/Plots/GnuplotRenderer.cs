using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace UniMem.Experiments.Plots;

/// <summary>Draws figures with gnuplot: the program goes in through standard input, the image comes out of standard output.</summary>
/// <param name="program">Name or path of gnuplot, 5.2 or later, with the terminals <c>svg</c> and <c>pngcairo</c>.</param>
public sealed class GnuplotRenderer(string program = "gnuplot") : IFigureRenderer
{
    /// <inheritdoc/>
    public byte[] Render(Figure figure, ImageFormat format)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Start(start);
        var errors = process.StandardError.ReadToEndAsync();
        using var image = new MemoryStream();
        var output = process.StandardOutput.BaseStream.CopyToAsync(image);
        Feed(process, GnuplotScript.Of(figure, format));
        Task.WaitAll(output, errors);
        process.WaitForExit();
        return process.ExitCode == 0 && image.Length > 0
            ? image.ToArray()
            : throw new FigureException($"gnuplot could not draw '{figure.Title}': {FirstLines(errors.Result)}");
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception cause)
        {
            throw new FigureException(
                $"the figures are drawn by gnuplot, and '{program}' was not found; install it (Debian: apt-get install gnuplot-nox) and run the "
                + "same command again: the runs are kept and only the figures are drawn.", cause);
        }
    }

    private static void Feed(Process process, string script)
    {
        try
        {
            process.StandardInput.Write(script);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // gnuplot left before reading everything; its exit code and its complaint tell why.
        }
    }

    private static string FirstLines(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 0 ? "it gave no reason." : string.Join(' ', lines.Take(4));
    }
}
