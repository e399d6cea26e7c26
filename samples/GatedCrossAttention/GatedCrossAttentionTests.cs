using UniMem.Attention.Patterns;
using UniMem.Memory;
using UniMem.Memory.Management;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Testing;

namespace GatedCrossAttention.Tests;

/// <summary>What every injector promises, and that this one begins as no memory at all.</summary>
public sealed class GatedCrossAttentionTests : ResidualInjectorContract<GatedCrossAttentionConfig>
{
    protected override GatedCrossAttentionConfig Create() => new() { InitialGate = 1 };

    protected override IReadOnlyList<string> AnyNumber => ["initial_gate"];

    [TestCase(0, true)]
    [TestCase(1, false)]
    public void Forward_GateAtZero_EqualsNoMemoryBitForBit(double gate, bool same)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        using var with = LanguageModel.Build(Config(gate), 19, 4, seed: 1);
        using var without = LanguageModel.Build(Config(gate) with { Memories = new Dictionary<string, MemoryConfig>() }, 19, 4, seed: 1);
        Assert.That(Second(with).Equals(Second(without)), Is.EqualTo(same));
    }

    [Test]
    public void Backward_GateAtZero_TeachesTheGate()
    {
        using var scope = torch.NewDisposeScope();
        using var model = LanguageModel.Build(Config(0), 19, 4, seed: 1);
        Second(model).square().mean().backward();
        var gate = model.named_parameters().Single(p => p.name == "layers.1.memories.m.inject.gate").parameter;
        Assert.That(gate.grad!.abs().ToDouble(), Is.GreaterThan(0));
    }

    private static torch.Tensor Second(LanguageModel model)
    {
        torch.Tensor Tokens(ulong seed) => torch.empty([2, 4], torch.ScalarType.Int64).random_(0, 19, new torch.Generator(seed));
        var positions = torch.arange(4).unsqueeze(0).expand(2, -1);
        var (_, state) = model.Forward(Tokens(1), positions, MemoryState.Empty);
        return model.Forward(Tokens(2), positions + 4, state).Logits;
    }

    private static ModelConfig Config(double gate) => new()
    {
        Layers = 2,
        Width = 24,
        Heads = 4,
        KeyValueHeads = 2,
        FeedForward = 16,
        InitialDeviation = 0.3,
        Memories = new Dictionary<string, MemoryConfig>
        {
            ["m"] = new()
            {
                Write = new HiddenWriterConfig(),
                Manage = new FifoConfig { Capacity = 8 },
                Read = new PositionReaderConfig { Pattern = new Everything() },
                Inject = new GatedCrossAttentionConfig { InitialGate = gate },
            },
        },
    };
}
