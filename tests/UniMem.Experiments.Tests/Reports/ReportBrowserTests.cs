using UniMem.Experiments.Reports;

namespace UniMem.Experiments.Tests.Reports;

/// <summary>Reports as a browser shows them.</summary>
[Category("Slow")]
public sealed class ReportBrowserTests
{
    private const string Drawn = "document.querySelector('#chart canvas').toDataURL()";
    private const string Order = "Array.from(document.querySelectorAll('#results-table tbody th'), cell => cell.textContent).join(' ')";

    [Test]
    public async Task Report_WithCurves_CanBeExploredByMouseAndKeysAndAsksTheNetworkForNothing()
    {
        Assert.That(ReportAssets.BuiltIn.Curves, Is.Not.Null, "the tests were built without npm; ./unimem test --all installs it");
        using var report = new SampleReport();
        var path = report.Write(ReportAssets.BuiltIn);
        await using var browser = await Chromium.Open(path);

        var whole = await browser.Value<string>(Drawn);
        Assert.That(await browser.Value<int>("document.querySelectorAll('#chart canvas').length"), Is.EqualTo(1));
        Assert.That(await browser.Value<bool>(Inked), "something is drawn");

        await browser.Value<bool>("document.querySelector('[data-series=RMT], [data-series=rmt]').click() ?? true");
        Assert.That(await browser.Value<string>("document.querySelector('[data-series=rmt]').getAttribute('aria-pressed')"), Is.EqualTo("false"));
        Assert.That(await browser.Value<string>(Drawn), Is.Not.EqualTo(whole), "a hidden curve is gone");
        await browser.Value<bool>("document.querySelector('[data-series=rmt]').focus() ?? true");
        await browser.Press("Enter", "Enter", 13, "\r");
        Assert.That(await browser.Value<string>(Drawn), Is.EqualTo(whole), "the key that shows it again gives the same picture");

        await browser.Value<bool>("document.getElementById('zoom-in').click() ?? true");
        await browser.Until($"{Drawn} !== {Quoted(whole)}");
        await browser.Value<bool>("document.getElementById('zoom-all').click() ?? true");
        Assert.That(await browser.Value<string>(Drawn), Is.EqualTo(whole));

        var (left, top) = (await browser.Value<double>(Side("left")), await browser.Value<double>(Side("top")));
        await browser.Mouse("mouseMoved", left + 20, top + 60);
        await browser.Until("document.querySelector('[data-series=rmt] .value').textContent !== ''");
        await browser.Mouse("mousePressed", left + 100, top + 60, pressed: true);
        await browser.Mouse("mouseMoved", left + 300, top + 61, pressed: true);
        await browser.Mouse("mouseReleased", left + 300, top + 61);
        await browser.Until($"{Drawn} !== {Quoted(whole)}");

        await browser.Value<bool>("document.getElementById('chart').focus() ?? true");
        await browser.Press("ArrowRight", "ArrowRight", 39);
        await browser.Until("/^[0-9]+: vanilla [0-9.]+, /.test(document.getElementById('said').textContent)");

        await browser.Value<bool>("document.querySelector('[role=tab]').focus() ?? true");
        await browser.Press("ArrowRight", "ArrowRight", 39);
        Assert.That(await browser.Value<string>("document.getElementById('chart').dataset.drawn"), Is.EqualTo("perplexity-by-tokens"));
        Assert.That(await browser.Value<string>("document.activeElement.dataset.chart"), Is.EqualTo("perplexity-by-tokens"));

        await Sorts(browser);
        await FollowsColoursAndWidth(browser);
        Assert.That(browser.Errors, Is.Empty);
        Assert.That(browser.Requests, Is.EqualTo(new[] { new Uri(path).AbsoluteUri }));
    }

    [Test]
    public async Task Report_BuiltWithoutNpm_ShowsEveryFigureAndStillSorts()
    {
        using var report = new SampleReport();
        var path = report.Write(new ReportAssets(Curves: null));
        await using var browser = await Chromium.Open(path);
        Assert.That(await browser.Value<bool>("Array.from(document.images).every(image => image.complete && image.naturalWidth > 0 && image.alt !== '')"));
        Assert.That(await browser.Value<int>("document.images.length"), Is.EqualTo(8));
        Assert.That(await browser.Value<string>("document.body.textContent"), Does.Contain("built without npm").And.Not.Contain("Zoom in"));
        await Sorts(browser);
        Assert.That(browser.Errors, Is.Empty);
        Assert.That(browser.Requests, Is.EqualTo(new[] { new Uri(path).AbsoluteUri }));
    }

    private static async Task Sorts(Chromium browser)
    {
        const string Heading = "document.querySelectorAll('#results-table thead button')[1]";
        Assert.That(await browser.Value<string>(Order), Is.EqualTo("vanilla (baseline) transformer-xl rmt"));
        await browser.Value<bool>($"{Heading}.click() ?? true");
        Assert.That(await browser.Value<string>(Order), Is.EqualTo("rmt transformer-xl vanilla (baseline)"));
        Assert.That(await browser.Value<string>($"{Heading}.parentElement.getAttribute('aria-sort')"), Is.EqualTo("ascending"));
        await browser.Value<bool>($"{Heading}.focus() ?? true");
        await browser.Press("Enter", "Enter", 13, "\r");
        Assert.That(await browser.Value<string>(Order), Is.EqualTo("vanilla (baseline) transformer-xl rmt"));
        Assert.That(await browser.Value<string>("document.getElementById('said').textContent"), Does.StartWith("Sorted by perplexity").And.EndWith(", descending."));
    }

    private static async Task FollowsColoursAndWidth(Chromium browser)
    {
        var light = await browser.Value<string>("getComputedStyle(document.body).backgroundColor");
        await browser.Ask("Emulation.setEmulatedMedia", new() { ["features"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["name"] = "prefers-color-scheme", ["value"] = "dark" }) });
        await browser.Until("document.documentElement.dataset.theme === 'dark'");
        Assert.That(await browser.Value<string>("getComputedStyle(document.body).backgroundColor"), Is.Not.EqualTo(light));
        await browser.Ask("Emulation.setDeviceMetricsOverride", new() { ["width"] = 360, ["height"] = 800, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await browser.Until("document.documentElement.scrollWidth <= 360");
    }

    private static string Side(string side) => $"(document.getElementById('chart').scrollIntoView({{behavior: 'instant'}}), document.querySelector('#chart .u-over').getBoundingClientRect().{side})";

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    private const string Inked = "(canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(value => value !== 0))(document.querySelector('#chart canvas'))";
}
