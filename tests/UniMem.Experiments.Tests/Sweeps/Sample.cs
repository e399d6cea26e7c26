using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Sweeps.Running;

namespace UniMem.Experiments.Tests.Sweeps;

/// <summary>A sweep in a temporary folder, and made-up results of its runs.</summary>
internal sealed class Sample : IDisposable
{
    public const int Documents = 12;

    private readonly TemporaryFolder _folder = new();

    public SweepFolder Results => new(_folder.At("results"), "sample");

    public string Write(string axesAndMore)
    {
        var file = _folder.At("sample.yaml");
        File.WriteAllText(file, $"extends: ['{Repository.At("configs/runs/tiny.yaml")}']\n{axesAndMore}\n");
        return file;
    }

    public SweepPlan Plan(string axesAndMore) => SweepPlan.Of(SweepFile.Load(Write(axesAndMore.Replace("METHODS", Repository.At("configs/methods"), StringComparison.Ordinal))));

    /// <summary>Pretends that a run was done, with these losses in nats per token by position bin, for each of a few documents.</summary>
    public void Finish(PlannedRun run, Func<int, double> lossOfBin, long step = 100)
    {
        var folder = RunFolder.Open(Results.Run(run.Id).Path, run.Run);
        long[] edges = [0, 16, 32, 64];
        new EvaluationFiles(folder.EvaluationFolder).Write(run.Run.Config.Evaluation.Split, step, Enumerable.Range(0, Documents).SelectMany(document =>
            edges.Select((start, bin) => new DocumentScore
            {
                Step = step,
                Split = "validation",
                Document = $"{document}",
                BinStart = start,
                BinEnd = bin + 1 < edges.Length ? edges[bin + 1] : null,
                Nats = 10 * (lossOfBin(bin) + (0.3 * (document % 6)) + (0.002 * ((document + bin) % 2))),
                Targets = 10,
                Bytes = 20,
            })));
        File.WriteAllText(folder.TimingFile, "step,tokens,seconds\n1,100,5\n2,100,0.5\n3,100,0.5\n");
        new RunFacts { Parameters = 12345 }.Write(folder.FactsFile);
        folder.MarkDone();
    }

    public void Dispose() => _folder.Dispose();
}
