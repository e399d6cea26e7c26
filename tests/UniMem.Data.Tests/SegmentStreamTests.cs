using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace UniMem.Data.Tests;

public sealed class SegmentStreamTests
{
    /// <summary>Documents of 1 to 40 tokens, at least one of them longer than one; rows; tokens of a segment.</summary>
    public sealed record Case(int[] Lengths, int Batch, int Segment, int Seed);

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public Property Evaluation_AnyCorpus_HasEveryTokenButTheFirstAsTargetOnce() => Prop.ForAll(Cases(), @case =>
    {
        var corpus = Corpus(@case.Lengths);
        var stream = SegmentStream.Evaluation(corpus, Split.Train, @case.Batch, @case.Segment, torch.CPU);
        var reading = new Reading(corpus.Documents(Split.Train));
        while (!stream.Ended)
        {
            reading.Follow(stream.Next());
        }

        Assert.That(reading.Begun, Is.EqualTo(Readable(@case.Lengths)), "each document once and in order");
        Assert.That(reading.Targets, Is.EqualTo(@case.Lengths.Select(length => length - 1)));
        Assert.That(() => stream.Next(), Throws.InvalidOperationException);
    });

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public Property Evaluation_WithAnyStride_HasEveryTargetOnceBehindEnoughContext() => Prop.ForAll(Cases(), Gen.Choose(1, 64).ToArbitrary(), (@case, wanted) =>
    {
        var (corpus, stride) = (Corpus(@case.Lengths), 1 + (wanted % @case.Segment));
        var documents = corpus.Documents(Split.Train);
        var stream = SegmentStream.Evaluation(corpus, Split.Train, @case.Batch, @case.Segment, torch.CPU, stride: stride);
        var foreseen = new List<(int Document, long Position)>();
        while (!stream.Ended)
        {
            using var segment = stream.Next();
            var (tokens, positions, targets) = (segment.Tokens.data<long>().ToArray(), segment.Positions.data<long>().ToArray(), segment.Targets.data<long>().ToArray());
            Assert.That(segment.TargetCount, Is.EqualTo(targets.Count(target => target != -100)));
            for (var i = 0; i < tokens.Length; i++)
            {
                var (row, t) = (segment.Rows[i / @case.Segment], i % @case.Segment);
                if (t >= row.Length)
                {
                    Assert.That((tokens[i], positions[i], targets[i]), Is.EqualTo((0L, -1L, -100L)));
                    continue;
                }

                Assert.That((tokens[i], positions[i]), Is.EqualTo(((long)documents[row.Document].Tokens[row.Offset + t], (long)row.Offset + t)));
                if (targets[i] != -100)
                {
                    foreseen.Add((row.Document, positions[i] + 1));
                    Assert.That(t, Is.GreaterThanOrEqualTo(Math.Min(positions[i], @case.Segment - stride)), "context");
                    Assert.That(targets[i], Is.EqualTo(documents[row.Document].Tokens[row.Offset + t + 1]));
                }
            }
        }

        Assert.That(foreseen, Is.EquivalentTo(@case.Lengths.SelectMany((length, document) => Enumerable.Range(1, length - 1).Select(p => (document, (long)p)))));
        Assert.That(stream.Targets, Is.EqualTo(foreseen.Count));
    });

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public Property Training_AnyCorpus_HasEveryTokenButTheFirstAsTargetOncePerEpoch() => Prop.ForAll(Cases(), @case =>
    {
        var corpus = Corpus(@case.Lengths);
        var stream = SegmentStream.Training(corpus, @case.Batch, @case.Segment, @case.Seed, torch.CPU);
        var reading = new Reading(corpus.Documents(Split.Train));
        var epoch = Readable(@case.Lengths).ToList();
        while (reading.Ended.Count < (3 * epoch.Count) + @case.Batch)
        {
            reading.Follow(stream.Next());
        }

        // Every document begun and ended gave each of its targets once: Reading checks that. What remains is which were begun.
        foreach (var begun in reading.Begun.Chunk(epoch.Count).Where(chunk => chunk.Length == epoch.Count))
        {
            Assert.That(begun, Is.EquivalentTo(epoch));
        }
    });

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public Property Training_RestoredAnywhere_GoesOnAsIfItHadNeverStopped() => Prop.ForAll(Cases(), Gen.Choose(0, 60).ToArbitrary(), (@case, steps) =>
    {
        var corpus = Corpus(@case.Lengths);
        var unbroken = SegmentStream.Training(corpus, @case.Batch, @case.Segment, @case.Seed, torch.CPU);
        for (var i = 0; i < steps; i++)
        {
            unbroken.Next().Dispose();
        }

        var saved = JsonSerializer.Serialize(unbroken.State);
        var resumed = SegmentStream.Training(Corpus(@case.Lengths), @case.Batch, @case.Segment, @case.Seed, torch.CPU);
        resumed.Restore(JsonSerializer.Deserialize<StreamState>(saved)!);
        for (var i = 0; i < 30; i++)
        {
            Assert.That(Numbers(resumed.Next()), Is.EqualTo(Numbers(unbroken.Next())));
        }
    });

    [Test]
    public void Training_Seed_DecidesTheOrderAndEpochsDiffer()
    {
        var corpus = Corpus([.. Enumerable.Repeat(3, 50)]);
        var (first, again, other) = (Begun(corpus, seed: 1), Begun(corpus, seed: 1), Begun(corpus, seed: 2));
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
        Assert.That(first.Skip(50), Is.Not.EqualTo(first.Take(50)), "the second epoch has an order of its own");

        static List<int> Begun(EncodedCorpus corpus, long seed)
        {
            var stream = SegmentStream.Training(corpus, 1, 4, seed, torch.CPU);
            var reading = new Reading(corpus.Documents(Split.Train));
            while (reading.Begun.Count < 100)
            {
                reading.Follow(stream.Next());
            }

            return reading.Begun;
        }
    }

    [Test]
    public void Next_TwoRows_IsWhatTheContractSays()
    {
        var corpus = new EncodedCorpus(new ListCorpus([new("a", "abcde"), new("b", "xy"), new("c", "pq")], [], []), new ByteTokenizer());
        var stream = SegmentStream.Evaluation(corpus, Split.Train, 2, 3, torch.CPU);
        using var first = stream.Next();
        using var second = stream.Next();
        Assert.Multiple(() =>
        {
            Assert.That(first.Tokens.data<long>().ToArray(), Is.EqualTo(new long[] { 'a', 'b', 'c', 'x', 'y', 0 }));
            Assert.That(first.Positions.data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2, 0, 1, -1 }));
            Assert.That(first.Targets.data<long>().ToArray(), Is.EqualTo(new long[] { 'b', 'c', 'd', 'y', -100, -100 }));
            Assert.That(first.StartsDocument, Is.EqualTo(new[] { true, true }));
            Assert.That(first.TargetCount, Is.EqualTo(4));
            Assert.That(second.Tokens.data<long>().ToArray(), Is.EqualTo(new long[] { 'd', 'e', 0, 'p', 'q', 0 }));
            Assert.That(second.Positions.data<long>().ToArray(), Is.EqualTo(new long[] { 3, 4, -1, 0, 1, -1 }));
            Assert.That(second.Targets.data<long>().ToArray(), Is.EqualTo(new long[] { 'e', -100, -100, 'q', -100, -100 }));
            Assert.That(second.StartsDocument, Is.EqualTo(new[] { false, true }));
            Assert.That(second.Rows, Is.EqualTo(new[] { new SegmentRow(0, 3, 2, 1), new SegmentRow(2, 0, 2, 1) }));
            Assert.That(stream.Ended);
        });
    }

    [Test]
    public void Next_Disposed_LeavesNoTensor()
    {
        var stream = SegmentStream.Training(Corpus([9, 8]), 2, 4, 1, torch.CPU);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 10; i++)
        {
            stream.Next().Dispose();
        }

        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(before));
    }

    [Test]
    public void Evaluation_MoreRowsThanDocuments_LeavesRowsEmpty()
    {
        var stream = SegmentStream.Evaluation(Corpus([5, 2]), Split.Train, 4, 3, torch.CPU);
        using var segment = stream.Next();
        Assert.That(segment.Tokens.shape, Is.EqualTo(new long[] { 4, 3 }));
        Assert.That(segment.Rows.Select(row => row.Document), Is.EqualTo(new[] { 0, 1, -1, -1 }));
        Assert.That(segment.StartsDocument, Is.EqualTo(new[] { true, true, false, false }));
        Assert.That(segment.Positions.data<long>().ToArray()[6..], Has.All.EqualTo(-1));
        Assert.That(segment.Targets.data<long>().ToArray()[6..], Has.All.EqualTo(-100));
    }

    [Test]
    public void Evaluation_OfSomeDocuments_TakesThemEvenlyFromTheSplit()
    {
        var corpus = Corpus([.. Enumerable.Repeat(4, 10)]);
        var stream = SegmentStream.Evaluation(corpus, Split.Train, 1, 4, torch.CPU, documents: 4);
        var reading = new Reading(corpus.Documents(Split.Train));
        while (!stream.Ended)
        {
            reading.Follow(stream.Next());
        }

        Assert.That(reading.Begun, Is.EqualTo(new[] { 0, 2, 5, 7 }));
    }

    [Test]
    public void Training_ShorterThanASegment_IsRefused() =>
        Assert.That(() => SegmentStream.Training(Corpus([5, 2]), 1, 8, 1, torch.CPU), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith("data.corpus: the train split has 7 tokens, fewer than one segment of 8; "));

    [Test]
    public void Restore_OfAnotherRun_IsRefused()
    {
        var state = SegmentStream.Training(Corpus([9, 8]), 2, 4, 1, torch.CPU).State;
        Assert.That(() => SegmentStream.Training(Corpus([8, 9]), 2, 4, 1, torch.CPU).Restore(state),
            Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("data: the text is not the one that the run began with"));
        Assert.That(() => SegmentStream.Training(Corpus([9, 8]), 3, 4, 1, torch.CPU).Restore(state),
            Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("data: the run stopped with 2 rows and cannot go on with 3"));
    }

    private static EncodedCorpus Corpus(int[] lengths)
    {
        var random = new Random(lengths.Length);
        return new(new ListCorpus(lengths.Select((length, i) => new Document($"{i}", string.Create(length, random, (text, random) =>
        {
            foreach (ref var letter in text)
            {
                letter = (char)random.Next(33, 127);
            }
        }))), [], []), new ByteTokenizer());
    }

    private static IEnumerable<int> Readable(int[] lengths) => Enumerable.Range(0, lengths.Length).Where(i => lengths[i] > 1);

    private static (long[], long[], long[], IReadOnlyList<SegmentRow>) Numbers(Segment segment)
    {
        using (segment)
        {
            return (
                segment.Tokens.data<long>().ToArray(), segment.Positions.data<long>().ToArray(), segment.Targets.data<long>().ToArray(), segment.Rows);
        }
    }

    private static Arbitrary<Case> Cases()
    {
        var lengths = Gen.OneOf(Gen.Choose(1, 40), Gen.Choose(1, 3)).ListOf().Select(l => l.ToArray()).Where(l => l.Any(length => length > 1));
        return (from all in lengths
                from batch in Gen.Choose(1, 5)
                from segment in Gen.Choose(1, 9)
                where all.Sum() >= segment
                from seed in Gen.Choose(0, 1000)
                select new Case(all, batch, segment, seed)).ToArbitrary();
    }
}
