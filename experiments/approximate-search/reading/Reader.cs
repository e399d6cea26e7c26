using System.Globalization;
using TorchSharp;
using UniMem.Data;
using UniMem.Experiments.Benchmarks;
using UniMem.Experiments.Configuration;
using UniMem.Memory;
using UniMem.Memory.Reading;
using UniMem.Models;
using UniMem.Training;
using UniMem.Training.Checkpoints;

namespace UniMem.ApproximateSearch;

/// <summary>How a chunk of slots is cut into lists, and into how many of them a query looks.</summary>
internal sealed record Shape(int Chunk, int Lists, int Probes)
{
    public string Setting => string.Create(CultureInfo.InvariantCulture, $"model.memories.recent.read.index={{chunk: {Chunk}, lists: {Lists}, probes: {Probes}}}");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Chunk},{Lists},{Probes}");
}

/// <summary>Seconds of the thread that reads a segment.</summary>
/// <param name="Reading">In readers of memory.</param>
/// <param name="Segment">In all of it.</param>
internal readonly record struct Cost(double Reading, double Segment);

/// <summary>A trained model that reads its memory exactly or by an index.</summary>
internal sealed class Reader
{
    private readonly ReadingWatch _watch = new();
    private readonly LanguageModel _model;

    public Reader(string run, Shape? index, long slots)
    {
        string[] settings =
        [
            "training.batch=1", string.Create(CultureInfo.InvariantCulture, $"model.memories.recent.manage.capacity={slots}"),
            .. index is null ? Array.Empty<string>() : [index.Setting],
        ];
        Run = ResolvedRun.Load(Path.Combine(run, "config.yaml"), settings);
        var numerics = ComputeSettings.Read("cpu", "float32", "auto") with { Watch = _watch };
        _model = LanguageModel.Build(Run.Config.Model, Run.Config.Data.Tokenizer.Train([], "data.tokenizer").VocabularySize, Run.Config.Training.Segment, Run.Config.Seed, numerics);
        Checkpoint.ReadWeights(Path.Combine(run, Checkpoint.FileName), _model);
        _model.eval();
        Index = _model.Blocks.SelectMany(block => block.Memories).SelectMany(memory => memory.Indexes).SingleOrDefault();
    }

    public ResolvedRun Run { get; }

    public SlotIndex? Index { get; }

    /// <summary>Reads a segment and forgets it again.</summary>
    public Cost Try(Segment segment, MemoryState state)
    {
        using var scope = torch.NewDisposeScope();
        return Read(segment, state).Cost;
    }

    /// <summary>Reads a segment and keeps what is remembered then.</summary>
    public (Cost Cost, MemoryState After) Keep(Segment segment, MemoryState state)
    {
        using var scope = torch.NewDisposeScope();
        var (cost, after) = Read(segment, state);
        return (cost, after.CarryOver());
    }

    private (Cost Cost, MemoryState After) Read(Segment segment, MemoryState state)
    {
        using var quiet = torch.no_grad();
        _watch.Seconds = 0;
        var from = ReadingWatch.Now;
        var (hidden, after) = _model.Encode(segment.Tokens, segment.Positions, state);
        _ = hidden[-1, -1, -1].item<float>();
        return (new(_watch.Seconds, ReadingWatch.Now - from), after);
    }
}
