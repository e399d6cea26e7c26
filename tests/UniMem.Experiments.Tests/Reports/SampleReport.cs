using System.Text;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Reports;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Results;
using UniMem.Experiments.Tests.Sweeps;

namespace UniMem.Experiments.Tests.Reports;

/// <summary>A sweep of three methods and two seeds with made-up results, as a page.</summary>
internal sealed class SampleReport : IDisposable
{
    private readonly Sample _sample = new();

    public SampleReport(string more = "")
    {
        Plan = _sample.Plan("axes: {method: [METHODS/vanilla.yaml, METHODS/transformer-xl.yaml, METHODS/rmt.yaml], seed: [1, 2]}\nbaseline: vanilla\n" + more);
        File.WriteAllText(Plan.File, $"# yaml-language-server: $schema=x.json\n# Does <memory> help\n# & when?\n{File.ReadAllText(Plan.File)}");
        foreach (var (i, run) in Plan.Runs.Index())
        {
            foreach (var step in (long[])[50, 100])
            {
                _sample.Finish(run, bin => 2.5 - (0.005 * step) - (bin < 2 ? 0 : 0.1 * (i / 2)) + (0.003 * (i % 2)), step);
            }

            var folder = _sample.Results.Run(run.Id);
            File.WriteAllText(folder.MetricsFile, $"step,tokens,loss\n50,500,2\n100,1000,{(i == 5 ? "NaN" : "1.5")}\n");
            File.WriteAllText(folder.TimingFile, "step,tokens,seconds\n50,500,100\n100,500,100\n");
            File.WriteAllText(folder.EnvironmentFile, $$"""[{"started": "2026-01-0{{i + 1}}", "cpu": "One & <two>", "threads": {{1 + (i / 3)}}, "uncommitted_changes": false}]""");
        }
    }

    public SweepPlan Plan { get; }

    public Sample Sample => _sample;

    public string Page(ReportAssets assets) => new ReportPage(new Drawing(), assets).Of(SweepResults.Read(Plan, _sample.Results), _sample.Results);

    public string Write(ReportAssets assets)
    {
        var path = _sample.Results.At("report.html");
        Directory.CreateDirectory(_sample.Results.Path);
        File.WriteAllText(path, Page(assets));
        return path;
    }

    public void Dispose() => _sample.Dispose();

    private sealed class Drawing : IFigureRenderer
    {
        public byte[] Render(Figure figure, ImageFormat format) =>
            Encoding.UTF8.GetBytes($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{figure.Width}\" height=\"{figure.Height}\"><rect width=\"9\" height=\"9\"/></svg>");
    }
}
