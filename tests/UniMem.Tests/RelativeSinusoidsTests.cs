using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory.Injection;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;

namespace UniMem.Tests;

public sealed class RelativeSinusoidsTests
{
    private const long Segment = 5;

    /// <summary>Transformer-XL as published, small, with grouped heads and a head width of its own.</summary>
    internal static ModelConfig TransformerXl(long slots = 7, bool shift = true, long clamp = 0, bool share = true) => Given.Backbone with
    {
        HeadWidth = 8,
        Activation = Activation.Relu,
        Norm = NormKind.Layer,
        NormPlacement = NormPlacement.Post,
        Biases = new() { FeedForward = LayerSelection.All, Head = true },
        ScaledEmbeddings = true,
        Positions = new RelativeSinusoidsConfig { Shift = shift, Clamp = clamp, ShareBiases = share },
        Memories = new Dictionary<string, UniMem.Memory.MemoryConfig>
        {
            ["recent"] = Given.KeyValues(slots, inject: new JointInjectorConfig { Positions = new LocalPolicyConfig() }) with
            {
                StopGradient = true,
                Write = new HiddenWriterConfig(),
            },
        },
    };

    [TestCase(0)]
    [TestCase(6)]
    public void Forward_ByShift_EqualsExplicitDistancesInLogitsAndGradients(long clamp)
    {
        var outcomes = new[] { true, false }.Select(shift => AfterARowRestarts(TransformerXl(shift: shift, clamp: clamp))).ToList();
        foreach (var (name, tensor) in outcomes[0])
        {
            Assert.That(Given.Difference(tensor, outcomes[1][name]), Is.LessThan(1e-10), name);
        }
    }

    [Test]
    public void Forward_ByShiftWhereSlotsInBetweenAreNotRead_StillHasTheTrueDistances()
    {
        var gaps = new PositionReaderConfig { Pattern = new AnyOf { Patterns = [new Window { Size = 3 }, new Oldest { Count = 2 }] } };
        ModelConfig With(bool shift)
        {
            var config = TransformerXl(slots: 9, shift);
            return config with { Memories = config.Memories.ToDictionary(m => m.Key, m => m.Value with { Read = gaps }) };
        }

        var text = Given.Tokens_BT(2, 4 * Segment);
        torch.Tensor Logits(bool shift) => Given.Read(Given.Model(With(shift), Segment), text, Segment).Logits;
        Assert.That(Given.Difference(Logits(true), Logits(false)), Is.LessThan(1e-10));
    }

    [Test]
    public void Forward_WithAndWithoutClamp_Differs() => Assert.That(
        Given.Difference(AfterARowRestarts(TransformerXl())["logits"], AfterARowRestarts(TransformerXl(clamp: 6))["logits"]), Is.GreaterThan(1e-4));

    [TestCase(0)]
    [TestCase(3)]
    public void Score_OfEachPair_IsThePapersFormula(long clamp)
    {
        var (policy, model) = Policy(new() { Clamp = clamp, ShareBiases = false });
        var (held, query) = ReadingTests.Sample(slots: 6);
        query = query with { Policy = policy };
        var view = (SharedView)Given.Everything.Build(Context(model)).Read(held, query).Single();
        var scores = view.Score(query);
        var parameters = policy.named_parameters().ToDictionary(p => p.name, p => (torch.Tensor)p.parameter);
        var (u, v, weight) = (parameters["biases.content"], parameters["biases.position"], parameters["distances.weight"]);
        for (var head = 0L; head < 4; head++)
        {
            for (var t = 0L; t < 5; t++)
            {
                for (var s = 0L; s < 6; s++)
                {
                    var distance = (double)(query.Positions[1, t] - held.Positions[1, s]).ToInt64();
                    distance = clamp > 0 ? Math.Min(distance, clamp) : distance;
                    var r = torch.tensor(Enumerable.Range(0, 24)
                        .Select(e => distance * Math.Pow(10000, -2.0 * (e % 12) / 24))
                        .Select((angle, e) => e < 12 ? Math.Sin(angle) : Math.Cos(angle)).ToArray());
                    var (q, k) = (query.Heads[1, head, t], held.Keys[1, head / 2, s]);
                    var wr = weight.narrow(0, head * 6, 6).matmul(r.unsqueeze(-1)).squeeze(-1);
                    var expected = (((q + u[head]) * k).sum() + ((q + v[head]) * wr).sum()).ToDouble() / Math.Sqrt(6);

                    Assert.That(scores[1, head, t, s].ToDouble(), Is.EqualTo(expected).Within(1e-10), $"head {head}, query {t}, key {s}");
                }
            }
        }
    }

    [TestCase(0)]
    [TestCase(3)]
    public void Score_OfKeysOfEachQuery_EqualsThatOfSharedKeys(long clamp) => AssertSameForPerQueryKeys(Policy(new() { Clamp = clamp }).Policy);

    [Test]
    public void Parameters_SharedByLayers_AreThereOnce()
    {
        var names = Given.Model(TransformerXl(), Segment).named_parameters().Select(p => p.name).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(names, Is.Unique);
            Assert.That(names, Does.Contain("shared.positions.content").And.Contain("shared.positions.position"));
            Assert.That(names.Where(n => n.EndsWith("distances.weight", StringComparison.Ordinal)),
                Is.EquivalentTo(new[] { "layers.0.positions.distances.weight", "layers.1.positions.distances.weight" }));
            Assert.That(Given.Model(TransformerXl(share: false), Segment).named_parameters().Select(p => p.name),
                Does.Contain("layers.0.positions.biases.content").And.Not.Contain("shared.positions.content"));
        });
    }

    [Test]
    public void Backward_WithStopGradient_IsThatOfMemoryCutOffAfterEachSegment()
    {
        var model = Given.Model(TransformerXl(), Segment);
        var text = Given.Tokens_BT(2, 4 * Segment);
        var stopped = Given.Gradients(model, Given.Read(model, text, Segment).Logits.square().mean());
        var open = Given.Model(TransformerXl() with { Memories = TransformerXl().Memories.ToDictionary(m => m.Key, m => m.Value with { StopGradient = false }) }, Segment);
        var through = Given.Gradients(open, Given.Read(open, text, Segment).Logits.square().mean());
        var (losses, state) = (new List<torch.Tensor>(), UniMem.Memory.MemoryState.Empty);
        for (var segment = 0L; segment < 4; segment++)
        {
            (var logits, state) = Given.Read(open, text.narrow(1, segment * Segment, Segment), Segment, state.Detach(), segment * Segment);
            losses.Add(logits.square().mean() / 4);
        }

        var cut = Given.Gradients(open, torch.stack(losses).sum());
        Assert.Multiple(() =>
        {
            Assert.That(stopped.Max(g => Given.Difference(g.Value, cut[g.Key])), Is.LessThan(1e-12));
            Assert.That(stopped.Max(g => Given.Difference(g.Value, through[g.Key])), Is.GreaterThan(1e-5));
        });
    }

    /// <summary>Scores of keys handed to each query apart are those of the same keys handed to all.</summary>
    internal static void AssertSameForPerQueryKeys(IPositionPolicy policy)
    {
        var (held, query) = ReadingTests.Sample(slots: 6);
        query = query with { Policy = policy };
        var view = (SharedView)Given.Everything.Build(Context(Given.Backbone)).Read(held, query).Single();
        torch.Tensor Each(torch.Tensor x) => x.repeat_interleave(2, 1).unsqueeze(2).expand(2, 4, 5, 6, 6);
        var each = new PerQueryView
        {
            Keys = Each(held.Keys),
            Values = Each(held.Values),
            Positions = held.Positions.view(2, 1, 1, 6).expand(2, 4, 5, 6),
            RankFromNewest = view.RankFromNewest.view(2, 1, 1, 6).expand(2, 4, 5, 6),
            Visible = view.Visible.expand(2, 4, 5, 6),
        };
        Assert.That(Given.Difference(each.Score(query), view.Score(query)), Is.LessThan(1e-10));
    }

    internal static BuildContext Context(ModelConfig model) => new()
    {
        Model = model,
        Segment = Segment,
        Seed = 1,
        Numerics = Given.Double,
        Rotary = new(6, 10000),
        Layer = 0,
    };

    private static (RelativeSinusoids Policy, ModelConfig Model) Policy(RelativeSinusoidsConfig config) =>
        (new RelativeSinusoids(config, Context(Given.Backbone)), Given.Backbone);

    private static Dictionary<string, torch.Tensor> AfterARowRestarts(ModelConfig config)
    {
        var model = Given.Model(config, Segment);
        var (first, state) = Given.Read(model, Given.Tokens_BT(3, 2 * Segment), Segment);
        var (second, _) = Given.Read(model, Given.Tokens_BT(3, 2 * Segment, seed: 8), Segment, state.Forget([false, true, false]), start: 2 * Segment);
        var logits = torch.cat([first, second], 1);
        var outcome = Given.Gradients(model, logits.square().mean());
        outcome["logits"] = logits.detach();
        return outcome;
    }
}
