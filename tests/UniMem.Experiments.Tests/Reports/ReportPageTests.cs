using System.Globalization;
using System.Text.RegularExpressions;
using UniMem.Experiments.Reports;

namespace UniMem.Experiments.Tests.Reports;

public sealed partial class ReportPageTests
{
    [Test]
    public void Page_OfASweep_HoldsQuestionFindingsTableSettingsEnvironmentAndWarnings()
    {
        using var report = new SampleReport();
        File.Delete(report.Sample.Results.Run(report.Plan.Runs[4].Id).DoneFile);
        report.Sample.Results.Run(report.Plan.Runs[4].Id).MarkFailed("killed by signal 9\n    last line");
        var page = report.Page(ReportAssets.BuiltIn);
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain("<p class=\"question\">Does &lt;memory&gt; help &amp; when?</p>"));
            Assert.That(page, Does.Contain("Preliminary: 5 of 6 runs went to their end."));
            Assert.That(Regex.Matches(page, "<li>rmt, seed 1: failed \\(killed by signal 9\\)"), Has.Count.EqualTo(1), "once");
            Assert.That(page, Does.Contain("rmt, seed 2: the training loss stopped being a number."));
            Assert.That(page, Does.Contain("different processors, devices or numbers of threads"));
            Assert.That(page, Does.Contain("<code>model.memories.summary</code>"));
            Assert.That(page, Does.Contain("One &amp; &lt;two&gt;"));
            Assert.That(page, Does.Not.Match("(src|href)=\"(?!#|data:)"), "nothing lies outside the page");
            Assert.That(Regex.Matches(page, "<h1").Count, Is.EqualTo(1));
            Assert.That(page, Is.EqualTo(report.Page(ReportAssets.BuiltIn)), "the same results give the same page");
        });
    }

    [TestCase("6.90 \u00b1 0.12", 6.9)]
    [TestCase("\u22120.168 \u00b1 0.002", -0.168)]
    [TestCase("+0.05", 0.05)]
    [TestCase("246,240", 246240)]
    [TestCase("37.7 k", 37700)]
    [TestCase("< 0.001", 0.0005)]
    [TestCase("2 of 3", 2)]
    public void SortValue_OfANumberForPeople_IsTheNumber(string text, double value) => Assert.That(ReportTable.SortValue(text), Is.EqualTo(value).Within(1e-12));

    [TestCase("")]
    [TestCase("no difference shown")]
    public void SortValue_OfWords_IsNone(string text) => Assert.That(ReportTable.SortValue(text), Is.Null);

    [TestCase(":root {")]
    [TestCase(":root[data-theme=\"dark\"] {")]
    public void Style_Texts_HoldAContrastOfFourAndAHalf(string theme)
    {
        var block = ReportAssets.Style[ReportAssets.Style.IndexOf(theme, StringComparison.Ordinal)..];
        var colours = Colour().Matches(block[..block.IndexOf('}', StringComparison.Ordinal)]).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        foreach (var ground in (string[])["ground", "raised", "note"])
        {
            foreach (var text in (string[])["ink", "quiet", "accent", "better", "worse"])
            {
                Assert.That(Contrast(colours[text], colours[ground]), Is.GreaterThan(4.5), $"{text} on {ground}");
            }
        }
    }

    private static double Contrast(string a, string b)
    {
        var (x, y) = (Luminance(a), Luminance(b));
        return (Math.Max(x, y) + 0.05) / (Math.Min(x, y) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var channels = Enumerable.Range(0, 3).Select(i => int.Parse(colour.AsSpan(1 + (2 * i), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * channels[0]) + (0.7152 * channels[1]) + (0.0722 * channels[2]);
    }

    [GeneratedRegex("--([a-z-]+): (#[0-9a-f]{6})")]
    private static partial Regex Colour();
}
