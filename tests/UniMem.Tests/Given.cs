using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Management;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Native;

namespace UniMem.Tests;

/// <summary>Small models and inputs in float64, odd sizes on purpose.</summary>
internal static class Given
{
    public const long Vocabulary = 19;

    public static ModelConfig Backbone { get; } = new()
    {
        Layers = 2,
        Width = 24,
        Heads = 4,
        KeyValueHeads = 2,
        FeedForward = 20,
        InitialDeviation = 0.4,
    };

    /// <summary>The kernels that the tests run with: fused where they are built, unless UNIMEM_TEST_KERNELS says explicit.</summary>
    public static IAttentionKernel? Kernel { get; } = Environment.GetEnvironmentVariable("UNIMEM_TEST_KERNELS") switch
    {
        null or "auto" => FusedAttention.IsAvailable ? new FusedAttention() : null,
        "fused" => new FusedAttention(),
        "explicit" => null,
        var other => throw new ArgumentException($"UNIMEM_TEST_KERNELS is '{other}'; write auto, fused or explicit."),
    };

    public static Numerics Double { get; } = new(torch.CPU, torch.ScalarType.Float64)
    {
        Attention = Kernel,
        Slots = Kernel is null ? null : new SlotKernel(),
        Operators = Kernel is null ? null : new FusedOperators(),
    };

    public static MemoryConfig KeyValues(SlotCount capacity, ReaderConfig? read = null, InjectorConfig? inject = null) => new()
    {
        Write = new KeyValueWriterConfig(),
        Manage = new FifoConfig { Capacity = capacity },
        Read = read ?? Everything,
        Inject = inject ?? new JointInjectorConfig(),
    };

    public static MemoryConfig Hidden(SlotCount capacity) => KeyValues(capacity) with { Write = new HiddenWriterConfig() };

    public static MemoryConfig Tokens(long tokens, long capacity) => new()
    {
        Layers = new LayerSelection("output"),
        Write = new MemoryTokenWriterConfig(),
        Manage = new FifoConfig { Capacity = capacity },
        Read = Everything,
        Inject = new MemoryTokenInjectorConfig { Tokens = tokens },
    };

    public static ReaderConfig Everything { get; } = new PositionReaderConfig { Pattern = new Everything() };

    public static ReaderConfig Within(SlotCount size) => new PositionReaderConfig { Pattern = new Window { Size = size } };

    public static ModelConfig With(params (string Name, MemoryConfig Memory)[] memories) =>
        Backbone with { Memories = memories.ToDictionary(m => m.Name, m => m.Memory) };

    public static LanguageModel Model(ModelConfig config, long segment, long seed = 1) =>
        LanguageModel.Build(config, Vocabulary, segment, seed, Double);

    public static torch.Tensor Tokens_BT(long rows, long length, ulong seed = 7) =>
        torch.empty([rows, length], torch.ScalarType.Int64).random_(0, Vocabulary, new torch.Generator(seed));

    /// <summary>Logits (B, T, V) of a text read in segments, and the state after it.</summary>
    public static (torch.Tensor Logits, MemoryState State) Read(
        LanguageModel model, torch.Tensor tokens_BT, long segment, MemoryState? state = null, long start = 0)
    {
        state ??= MemoryState.Empty;
        var logits = new List<torch.Tensor>();
        for (var from = 0L; from < tokens_BT.shape[1]; from += segment)
        {
            var part = tokens_BT.narrow(1, from, Math.Min(segment, tokens_BT.shape[1] - from));
            var positions = (torch.arange(part.shape[1]) + (start + from)).unsqueeze(0).expand(part.shape[0], -1);
            (var segmentLogits, state) = model.Forward(part, positions, state);
            logits.Add(segmentLogits);
        }

        return (torch.cat(logits, 1), state);
    }

    public static double Difference(torch.Tensor left, torch.Tensor right) => (left - right).abs().max().ToDouble();

    public static Dictionary<string, torch.Tensor> Gradients(LanguageModel model, torch.Tensor loss)
    {
        model.zero_grad();
        loss.backward();
        return model.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.clone());
    }
}
