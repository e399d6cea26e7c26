using TorchSharp;
using UniMem.Experiments.Configuration;
using UniMem.Memory;
using UniMem.Memory.Management;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Benchmarks;

/// <summary>A model whose memory is full of many slots from the beginning: what reading and keeping them costs a segment.</summary>
/// <remarks>The slots are made, not read: what a memory of a million slots costs can be measured without reading a million tokens first.</remarks>
public sealed class LongMemory : IDisposable
{
    private const int Piece = 1 << 16;
    private readonly RunConfig _config;
    private readonly Numerics _numerics;
    private readonly LanguageModel _model;
    private readonly BenchmarkText _text;
    private readonly long _slots;
    private MemoryState _carried;
    private long _position;

    /// <param name="run">The run.</param>
    public LongMemory(ResolvedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _config = run.Config;
        torch.set_num_threads(_config.Threads == 0 ? Environment.ProcessorCount : _config.Threads);
        _numerics = run.Located(c => ComputeSettings.Read(c.Device, c.Dtype, c.Kernels));
        _text = run.Located(c => new BenchmarkText(c, 1, _numerics.Device));
        _model = run.Located(c => LanguageModel.Build(c.Model, _text.Corpus.Tokenizer.VocabularySize, c.Training.Segment, c.Seed, _numerics));
        _model.eval();
        _slots = _model.Blocks.SelectMany(block => block.Memories).Select(memory => memory.Capacity).DefaultIfEmpty(0).Max();
        (_carried, _position) = (Full(), _slots);
    }

    /// <summary>Tokens of a segment, all rows together.</summary>
    public long Tokens => (long)_config.Training.Batch * _config.Training.Segment;

    /// <summary>Bytes that memory holds.</summary>
    public long MemoryBytes => _carried.Bytes;

    /// <summary>Reads a segment and keeps what is to be kept.</summary>
    /// <param name="clock">By which clock it is timed.</param>
    /// <returns>Seconds.</returns>
    public double Read(BenchmarkClock clock)
    {
        var timer = new BenchmarkTimer();
        using var quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var segment = _text.Next();
        var positions_BT = segment.Positions - segment.Positions[0, 0] + _position;
        var (logits_BTV, after) = _model.Forward(segment.Tokens, positions_BT, _carried);
        var carried = after.CarryOver();
        _carried.Dispose();
        (_carried, _position) = (carried, _position + _config.Training.Segment);
        _ = logits_BTV[-1, -1, -1].cpu().item<float>();
        return timer.Seconds(clock);
    }

    /// <summary>Seconds of one matrix product of the queries of a segment with as many keys as there are slots, in one layer.</summary>
    /// <param name="clock">By which clock it is timed.</param>
    public double Product(BenchmarkClock clock)
    {
        var products = new ProductClock(_numerics.Device, _numerics.Compute);
        products.Forget(clock);
        var (model, training) = (_config.Model, _config.Training);
        var keys = Math.Min(_slots, Piece);
        var shape = new MatrixProduct(Stage.Read, training.Batch * model.Heads, training.Segment, model.HeadWidth, keys, false, true, (double)_slots / keys);
        return products.Seconds([shape]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _carried.Dispose();
        _model.Dispose();
        _text.Tokens.Dispose();
    }

    private MemoryState Full()
    {
        using var quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var state = MemoryState.Empty;
        var rows = _config.Training.Batch;
        for (var layer = 0; layer < _model.Blocks.Count; layer++)
        {
            foreach (var memory in _model.Blocks[layer].Memories)
            {
                // What clears itself on overflow is half full on average, and clears itself at once when it is full.
                var held = _config.Model.Memories[memory.Name].Manage is ClearOnOverflowConfig ? memory.Capacity / 2 : memory.Capacity;
                var (shape, positions_BM) = (memory.Held, (torch.arange(held) + (memory.Capacity - held)).unsqueeze(0).expand(rows, -1).contiguous());
                var keys = torch.randn([rows, shape.Heads, held, shape.Width]).to_type(_numerics.Compute);
                var values = shape.Tensors == 1 ? keys : torch.randn([rows, shape.Heads, held, shape.Width]).to_type(_numerics.Compute);
                var block = new MemoryBlock(keys, values, positions_BM, torch.ones_like(positions_BM, torch.ScalarType.Bool));
                state = state.With(LayerMemory.KeyOf(memory.Name, layer), block);
            }
        }

        return state.CarryOver();
    }
}
