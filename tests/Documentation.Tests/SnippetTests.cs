using System.Text.RegularExpressions;
using UniMem.Documentation.Tests.Snippets;

namespace UniMem.Documentation.Tests;

/// <summary>Every command and every file that the pages show works as it stands there.</summary>
[Platform("Linux")]
public sealed partial class SnippetTests
{
    // Blocks that cannot be run here, with the reason that the page gives. A new one is a decision: it is written down here too.
    private static readonly string[] NotRun =
    [
        "README.md: it is what runs them",
        "README.md: it is for Windows and macOS",
        "README.md: the tutorial's is, from an empty folder to the figures",
        "README.md: the tutorial's are",
        "docs/contracts.md: the template's test is such a class, and it is run",
        "docs/contracts.md: the template's test is such a class, and it is run",
        "docs/contracts.md: a part that is broken on purpose in the contracts' own tests says so",
        "docs/how-to/run-on-slurm.md: no cluster; a test of its own does so against a Slurm that it starts",
        "docs/how-to/run-where-there-is-no-dotnet.md: a slow test of its own does all this, on a machine with no dotnet in its PATH",
        "docs/how-to/run-where-there-is-no-dotnet.md: a slow test of its own does all this, on a machine with no dotnet in its PATH",
        "docs/how-to/train-with-several-processes.md: no cluster; a test of its own does so against a Slurm that it starts",
        "docs/how-to/use-a-gpu.md: no GPU, and a download of gigabytes",
        "docs/how-to/use-a-gpu.md: no GPU",
    ];

    [TestCaseSource(typeof(Page), nameof(Page.Runnable))]
    [Category("Slow")]
    public void Page_RunFromTopToBottom_DoesWhatItSays(string page)
    {
        using var stage = new Stage();
        var blocks = Page.Blocks(page);
        var folder = page.StartsWith("docs/tutorial", StringComparison.Ordinal) ? stage.Elsewhere : stage.Home;
        var code = stage.Run(PageScript.Of(blocks, stage.Outputs), folder);
        var at = int.Parse(File.ReadAllText(Path.Combine(stage.Outputs, "at")).Trim(), System.Globalization.CultureInfo.InvariantCulture);
        TestContext.Out.WriteLine($"{page}, seconds by the line of the block:\n{stage.Seconds}");
        Assert.That(code, Is.Zero, $"{page}:{at} failed:\n{stage.Output(at)}");
        Assert.Multiple(() =>
        {
            var printed = "";
            foreach (var block in blocks.Where(block => block.NotRun.Length == 0))
            {
                printed = block.Language == "bash" ? stage.Output(block.Line) : printed;
                Assert.That(block.Fails.Length == 0 || printed.Contains(block.Fails, StringComparison.Ordinal), $"{page}:{block.Line} does not say '{block.Fails}' but\n{printed}");
                if (block.Language == "text")
                {
                    var said = printed.Split('\n').Select(Plain).ToHashSet();
                    Assert.That(block.Lines.Where(line => line.Length > 0 && line != "...").Select(Plain).Except(said), Is.Empty, $"{page}:{block.Line} shows what is not printed:\n{printed}");
                }
            }
        });
    }

    [TestCaseSource(typeof(Page), nameof(Page.All))]
    public void Page_EachBlock_IsRunOrSavedOrShownAsOutput(string page)
    {
        foreach (var block in Page.Blocks(page).Where(block => block.NotRun.Length == 0 && block.Language is not ("bash" or "text" or "")))
        {
            Assert.That(block.File, Is.Not.Null, $"{page}:{block.Line}: a snippet begins with a comment that says which file it is");
        }
    }

    [Test]
    public void Pages_BlocksThatAreNotRun_AreTheseAndNoOthers() => Assert.That(
        Page.All.SelectMany(page => Page.Blocks(page).Where(block => block.NotRun.Length > 0).Select(block => $"{page}: {block.NotRun}")),
        Is.EqualTo(NotRun));

    // Durations, numbers and names of runs differ from machine to machine, and so do the widths of columns.
    private static string Plain(string text) => Spaces().Replace(Digits().Replace(Durations().Replace(text, "0 s"), "0"), " ").Trim();

    [GeneratedRegex(@"\b\d+ (ms|s|m|h)\b( \d+ (ms|s|m)\b)*")]
    private static partial Regex Durations();

    [GeneratedRegex(@"\b[0-9a-f]{12}\b|\d+([.,]\d+)*")]
    private static partial Regex Digits();

    [GeneratedRegex("[ \\t]+")]
    private static partial Regex Spaces();
}
