using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Testing;

namespace HeavyHitters.Tests;

/// <summary>What every manager promises, and that this one does what the paper's algorithm does.</summary>
public sealed class HeavyHittersTests : MemoryManagerContract<HeavyHittersConfig>
{
    private const int Tokens = 24;
    private const int Heavy = 3;
    private const int Recent = 2;

    protected override HeavyHittersConfig Create() => new() { Heavy = 2, Recent = 2 };

    [TestCase(1)]
    [TestCase(2)]
    public void Keep_InSegmentsOfOneToken_IsThePapersAlgorithm(int heads)
    {
        using var scope = torch.NewDisposeScope();
        using var values = torch.no_grad();
        var (spy, held) = (new SpyConfig(), new List<long[]>());
        using var model = LanguageModel.Build(Config(spy, heads), 40, segment: 1, seed: 1, new Numerics(torch.CPU, torch.ScalarType.Float64));
        var (text, state) = (torch.randperm(40, torch.ScalarType.Int64, generator: new torch.Generator(2)), MemoryState.Empty);
        for (var i = 0; i < Tokens; i++)
        {
            (_, state) = model.Forward(text.narrow(0, i, 1).view(1, 1), torch.full([1, 1], i, torch.ScalarType.Int64), state);
            held.Add(state.Find("m/0")!.PositionsOf(row: 0));
        }

        Assert.That(held, Is.EqualTo(Algorithm(spy.Seen, heads)));
        Assert.That(held[^1].Take(Heavy), Is.Not.EqualTo(new long[] { Tokens - 5, Tokens - 4, Tokens - 3 }), "it is not merely the newest");
    }

    /// <summary>Algorithm 1 of the paper, token by token: S holds what was kept, F what each token has received.</summary>
    private static List<long[]> Algorithm(IReadOnlyList<LayerActivations> tokens, int heads)
    {
        var (kept, received, after) = (new List<int>(), new double[Tokens], new List<long[]>());
        for (var i = 0; i < Tokens; i++)
        {
            kept.Add(i);
            for (var head = 0; head < heads; head++)
            {
                var query = tokens[i].Queries![0, head, 0];
                var weights = kept.Select(key => Math.Exp((query * tokens[key].Keys![0, head, 0]).sum().ToDouble() / Math.Sqrt(query.shape[0]))).ToList();
                for (var j = 0; j < kept.Count; j++)
                {
                    received[kept[j]] += weights[j] / weights.Sum() / heads;
                }
            }

            if (kept.Count > Heavy + Recent)
            {
                kept.Remove(kept.SkipLast(Recent).MinBy(token => received[token]));
            }

            after.Add([.. kept.Select(token => (long)token)]);
        }

        return after;
    }

    private static ModelConfig Config(SpyConfig spy, int heads) => new()
    {
        Layers = 1,
        Width = 8,
        Heads = heads,
        FeedForward = 8,
        InitialDeviation = 0.7,
        Positions = new UnrotatedConfig(),
        Memories = new Dictionary<string, MemoryConfig>
        {
            ["m"] = new()
            {
                Write = spy,
                Manage = new HeavyHittersConfig { Heavy = Heavy, Recent = Recent },
                Read = new PositionReaderConfig { Pattern = new Everything() },
                Inject = new JointInjectorConfig { Positions = new UnrotatedConfig() },
            },
        },
    };

    /// <summary>Writes keys and values, and keeps what the layer showed.</summary>
    [Component("spy")]
    private sealed record SpyConfig : WriterConfig
    {
        public List<LayerActivations> Seen { get; } = [];

        public override IMemoryWriter Build(BuildContext context) => new Spy(new KeyValueWriter(SlotShape.KeyValue(context.Model)), Seen);

        private sealed class Spy(KeyValueWriter writer, List<LayerActivations> seen) : IMemoryWriter
        {
            public SlotShape Held => writer.Held;

            public MemoryBlock? Write(LayerActivations layer)
            {
                seen.Add(layer);
                return writer.Write(layer);
            }
        }
    }
}
