using System.Text;
using UniMem.Data.Corpora;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tracking;
using UniMem.Training;

namespace UniMem.Experiments.Tests.Tracking;

public sealed class TensorBoardLogTests
{
    private TemporaryFolder _temporary = null!;
    private RunFolder _folder = null!;

    [SetUp]
    public void Open()
    {
        _temporary = new TemporaryFolder();
        _folder = RunFolder.At(_temporary.At("run"));
    }

    [TearDown]
    public void Close() => _temporary.Dispose();

    [Test]
    public void Frame_OfTheRecordThatBeginsEveryEventFile_IsTensorFlows()
    {
        var bytes = RecordFrame.Of(ScalarEvent.Beginning(0).ToBytes());
        Assert.That(bytes[..12], Is.EqualTo(new byte[] { 24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22 }), "24 bytes and their masked CRC-32C");
        Assert.That(Encoding.ASCII.GetString(bytes[23..36]), Is.EqualTo("brain.Event:2"));
    }

    [Test]
    public void Frame_TornOrSpoilt_IsNotRead()
    {
        var whole = RecordFrame.Of([1, 2, 3, 4]);
        ReadOnlySpan<byte> torn = whole.AsSpan(0, whole.Length - 1);
        Assert.That(RecordFrame.TryTake(ref torn, out _), Is.False);
        whole[13] ^= 1;
        ReadOnlySpan<byte> spoilt = whole;
        Assert.That(RecordFrame.TryTake(ref spoilt, out _), Is.False);
    }

    [Test]
    public void Event_WithScalars_SurvivesWritingAndReading()
    {
        var told = new ScalarEvent(1.5e9, 300, [("train/loss", 2.5f), ("validation/perplexity", float.PositiveInfinity)]);
        var read = ScalarEvent.Parse(told.ToBytes());
        Assert.That((read.WallTime, read.Step), Is.EqualTo((1.5e9, 300L)));
        Assert.That(read.Scalars, Is.EqualTo(told.Scalars));
    }

    [Test]
    public void Log_OfARunKilledAfterItsCheckpoint_TellsEveryStepOnce()
    {
        Train(from: 0, to: 7, evaluatedAt: 4);
        var whole = File.ReadAllBytes(TensorBoardLog.PathIn(_folder));
        File.AppendAllText(TensorBoardLog.PathIn(_folder), "half a record");
        new EvaluationFiles(_folder.EvaluationFolder).DropAfter(Split.Validation, 3);
        Train(from: 3, to: 9, evaluatedAt: 4);

        var events = TensorBoardLog.Read(TensorBoardLog.PathIn(_folder));
        Assert.That(events.Select(e => e.Step), Is.EqualTo(new long[] { 0, 1, 2, 3, 4, 4, 5, 6, 7, 8, 9 }));
        Assert.That(events.Where(e => e.Scalars.Any(s => s.Tag == "validation/perplexity")).Select(e => e.Step), Is.EqualTo(new long[] { 4 }));
        Assert.That(events[3].Scalars, Does.Contain(("train/loss", 0.25f)).And.Contain(("train/tokens_per_second", 40f)));
        Assert.That(TensorBoardLog.Read(TensorBoardLog.PathIn(_folder)).Take(8).Zip(Read(whole)), Has.All.Matches<(ScalarEvent Now, ScalarEvent Then)>(e => e.Now.TellsTheSameAs(e.Then)));
    }

    [Test]
    public void Log_OfARunThatWasNotTrackedFromItsBeginning_TellsTheEarlierStepsToo()
    {
        Train(from: 0, to: 5, evaluatedAt: 4, track: false);
        Assert.That(TensorBoardLog.PathIn(_folder), Does.Not.Exist);
        Train(from: 5, to: 6, evaluatedAt: 0);
        Assert.That(TensorBoardLog.Read(TensorBoardLog.PathIn(_folder)).Select(e => e.Step), Is.EqualTo(new long[] { 0, 1, 2, 3, 4, 4, 5, 6 }));
    }

    [Test]
    public void Complete_ARunThatIsDone_WritesWhatIsMissingAndNothingElse()
    {
        Train(from: 0, to: 5, evaluatedAt: 4, track: false);
        TensorBoardLog.Complete(_folder);
        var first = File.ReadAllBytes(TensorBoardLog.PathIn(_folder));
        File.SetLastWriteTimeUtc(_folder.TimingFile, DateTime.UnixEpoch);
        TensorBoardLog.Complete(_folder);
        Assert.That(File.ReadAllBytes(TensorBoardLog.PathIn(_folder)), Is.EqualTo(first));
        Assert.That(Read(first).Select(e => e.Step), Is.EqualTo(new long[] { 0, 1, 2, 3, 4, 4, 5 }));
    }

    private void Train(long from, long to, long evaluatedAt, bool track = true)
    {
        using var recorder = new RunRecorder(_folder, from, from * 10, []) { TensorBoard = track ? TensorBoardLog.Open(_folder) : null };
        for (var step = from + 1; step <= to; step++)
        {
            recorder.Add(new StepMetrics(step, 1.0 / (step + 1), 10, 1, 0.001, 0.25));
            if (step == evaluatedAt)
            {
                DocumentScore[] scores = [.. Statistics.RReference.Scores([12, 18], [10, 10])];
                new EvaluationFiles(_folder.EvaluationFolder).Write(Split.Validation, step, scores);
                recorder.Add(step, scores);
            }
        }
    }

    private static List<ScalarEvent> Read(byte[] file)
    {
        ReadOnlySpan<byte> left = file;
        var events = new List<ScalarEvent>();
        while (RecordFrame.TryTake(ref left, out var record))
        {
            events.Add(ScalarEvent.Parse(record));
        }

        return events;
    }
}
