// reading RUN CSV: what reading a segment costs with memories of several sizes, exactly and by indexes, in turns within this process; one thread.
using System.Globalization;
using TorchSharp;
using UniMem.ApproximateSearch;
using UniMem.Experiments.Benchmarks;
using UniMem.Memory;
using UniMem.Memory.Reading;

const int Turns = 7;
(long Slots, Shape[] Shapes)[] sizes =
[
    (8_192, [new(1024, 32, 32), new(2048, 64, 32)]),
    (65_536, [new(4096, 64, 64), new(4096, 64, 128)]),
    (262_144, [new(4096, 64, 64), new(4096, 128, 128), new(8192, 256, 128)]),
];
if (args.Length != 2 || !File.Exists(Path.Combine(args[0], "config.yaml")))
{
    Console.Error.WriteLine("usage: reading RUN CSV: RUN is the folder of the trained run");
    return 2;
}

torch.set_num_threads(1);
List<string> lines = ["slots,chunk,lists,probes,exact_ms,index_ms,exact_segment_ms,segment_ms,recall"];
foreach (var (slots, shapes) in sizes)
{
    var readers = shapes.Select(shape => new Reader(args[0], shape, slots)).Prepend(new Reader(args[0], null, slots)).ToList();
    var length = readers[0].Run.Config.Training.Segment;
    var text = new BenchmarkText(readers[0].Run.Config, (int)(slots / length) + (2 * Turns) + 8, torch.CPU);
    var state = MemoryState.Empty;
    void Remember(MemoryState after)
    {
        state.Dispose();
        state = after;
    }

    for (var read = 0L; read < slots; read += length)
    {
        Remember(readers[1].Keep(text.Next(), state).After);
    }

    // Lists of the chunks that are there already are made before anything is timed; those of new chunks are timed with the rest.
    var first = text.Next();
    foreach (var reader in readers)
    {
        reader.Try(first, state);
    }

    var costs = readers.Select(_ => new List<Cost>()).ToList();
    for (var turn = 0; turn < Turns; turn++)
    {
        var segment = text.Next();
        foreach (var (reader, i) in readers.Select((reader, i) => (reader, i)).Skip(1))
        {
            costs[i].Add(reader.Try(segment, state));
        }

        var (cost, after) = readers[0].Keep(segment, state);
        costs[0].Add(cost);
        Remember(after);
    }

    double Median(int reader, Func<Cost, double> part) => 1e3 * costs[reader].Select(part).Order().ElementAt(Turns / 2);
    foreach (var (shape, i) in shapes.Select((shape, i) => (shape, i + 1)))
    {
        var recall = new SearchRecall(16);
        readers[i].Index!.Recall = recall;
        readers[i].Try(text.Next(), state);
        readers[i].Index!.Recall = null;
        lines.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{slots},{shape},{Median(0, c => c.Reading):F1},{Median(i, c => c.Reading):F1},{Median(0, c => c.Segment):F1},{Median(i, c => c.Segment):F1},{(double)recall.Found / recall.Wanted:F3}"));
        Console.WriteLine(lines[^1]);
    }

    state.Dispose();
}

await File.WriteAllLinesAsync(args[1] + ".partial", lines).ConfigureAwait(false);
File.Move(args[1] + ".partial", args[1], overwrite: true);
return 0;
