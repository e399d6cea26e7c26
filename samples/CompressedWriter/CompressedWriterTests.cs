using System.Collections.Immutable;
using UniMem.Attention.Patterns;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Management;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
using UniMem.Models;
using UniMem.Testing;

namespace CompressedWriter.Tests;

/// <summary>What this writer computes is what the paper's formulas say, and nothing learns from its loss but itself.</summary>
public sealed class CompressedWriterTests : MemoryWriterContract<CompressedWriterConfig>
{
    private const int Rate = 3;
    private const long Width = 12;

    private static readonly Numerics Double = new(torch.CPU, torch.ScalarType.Float64);

    protected override CompressedWriterConfig Create() => new() { From = "recent_hidden", Rate = 2 };

    [Test]
    public void Write_EvictedSlots_AreTheirConvolutionWithTheRateAsKernelAndStride()
    {
        using var scope = torch.NewDisposeScope();
        using var writer = Writer();
        var layer = Layer(evicted: 8);
        var written = writer.Write(layer)!;
        var kernel_EEC = writer.get_parameter("compress.weight")!.view(Width, Rate, Width).transpose(1, 2);
        var old_BEM = layer.Turnovers["recent"].Evicted!.Keys.squeeze(1).transpose(1, 2).narrow(2, 0, 6);
        var expected_BNE = torch.nn.functional.conv1d(old_BEM, kernel_EEC, stride: Rate).transpose(1, 2);

        Assert.That((written.Keys.squeeze(1) - expected_BNE).abs().max().ToDouble(), Is.LessThan(1e-12));
        Assert.That(written.Positions[0].data<long>().ToArray(), Is.EqualTo(new long[] { 2, 5 }), "where the newest of three stood; two are dropped");
        Assert.That(written.Valid.all().ToBoolean(), Is.True);
    }

    [Test]
    public void Write_RowThatLetsLessGo_HasItsOwnGroups()
    {
        using var scope = torch.NewDisposeScope();
        using var writer = Writer();
        var whole = writer.Write(Layer(evicted: 8))!;
        var mixed = writer.Write(Layer(evicted: 8, missing: 4))!;

        Assert.That(mixed.PositionsOf(row: 0), Is.EqualTo(whole.PositionsOf(row: 0)));
        Assert.That(mixed.PositionsOf(row: 1), Is.EqualTo(new long[] { 6 }), "of four left, three make a group");
        Assert.That(writer.Write(Layer(evicted: 2)), Is.Null);
    }

    [Test]
    public void Loss_OfASegment_IsThePapersFormula()
    {
        using var scope = torch.NewDisposeScope();
        using var writer = Writer();
        var layer = Layer(evicted: 6);
        var written = writer.Write(layer)!;
        var old = layer.Turnovers["recent"].Evicted!;
        var expected = 0.0;
        for (var row = 0; row < 2; row++)
        {
            var sum = 0.0;
            for (var head = 0; head < 2; head++)
            {
                for (var time = 0; time < 4; time++)
                {
                    var query = layer.Queries![row, head, time];
                    var (left, right) = (Attention(query, old.Keys[row, 0], head), Attention(query, written.Keys[row, 0], head));
                    sum += left.Zip(right).Sum(pair => Math.Pow(pair.First - pair.Second, 2));
                }
            }

            expected += Math.Sqrt(sum) / 2;
        }

        Assert.That(writer.Loss(layer, written)!.ToDouble(), Is.EqualTo(expected).Within(1e-9));
    }

    [Test]
    public void Loss_Backward_TeachesTheConvolutionAndNothingElse()
    {
        using var scope = torch.NewDisposeScope();
        using var model = LanguageModel.Build(Model(rate: 2), 19, segment: 4, seed: 1, Double);
        var (state, losses) = (MemoryState.Empty, AuxiliaryLosses.None);
        for (var i = 0; i < 3; i++)
        {
            var tokens = torch.empty([2, 4], torch.ScalarType.Int64).random_(0, 19, new torch.Generator((ulong)i + 1));
            (_, state, var own) = model.Learn(tokens, (torch.arange(4) + (4 * i)).unsqueeze(0).expand(2, -1), state);
            losses = losses.And(own);
        }

        losses.Weighted!.backward();
        var learns = model.named_parameters().Where(p => p.parameter.grad is { } grad && grad.abs().max().ToDouble() > 0).Select(p => p.name);
        Assert.That(learns, Is.EquivalentTo(new[] { "layers.0.memories.compressed.write.compress.weight", "layers.1.memories.compressed.write.compress.weight" }));
    }

    [Test]
    public void Loss_Gradient_IsThatOfFiniteDifferences()
    {
        using var scope = torch.NewDisposeScope();
        using var writer = Writer();
        var (layer, weight) = (Layer(evicted: 6), writer.get_parameter("compress.weight")!);
        double Loss() => writer.Loss(layer, writer.Write(layer))!.ToDouble();
        writer.Loss(layer, writer.Write(layer))!.backward();
        foreach (var (row, column) in new[] { (0, 0), (3, 17), (11, 35) })
        {
            const double Step = 1e-5;
            var before = weight[row, column].ToDouble();
            double At(double value)
            {
                using (torch.no_grad())
                {
                    weight[row, column] = torch.tensor(value);
                }

                return Loss();
            }

            var (up, down) = (At(before + Step), At(before - Step));
            At(before);
            Assert.That(weight.grad![row, column].ToDouble(), Is.EqualTo((up - down) / (2 * Step)).Within(1e-6));
        }
    }

    [Test]
    public void Forward_RateOneAndAKernelThatChangesNothing_EqualsMemoryOfWhatIsEvicted()
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        using var compressed = LanguageModel.Build(Model(rate: 1), 19, segment: 4, seed: 1, Double);
        using var evicted = LanguageModel.Build(Model(rate: null), 19, segment: 4, seed: 1, Double);
        foreach (var (name, parameter) in compressed.named_parameters().Where(p => p.name.EndsWith("compress.weight", StringComparison.Ordinal)))
        {
            parameter.copy_(torch.eye(Width, dtype: torch.ScalarType.Float64));
        }

        var tokens = torch.empty([2, 16], torch.ScalarType.Int64).random_(0, 19, new torch.Generator(3));
        Assert.That((Read(compressed, tokens) - Read(evicted, tokens)).abs().max().ToDouble(), Is.LessThan(1e-9));
    }

    [TestCase("rate: 0 is out of range; write at least 1 slot.", 0, 1, "recent")]
    [TestCase("loss_weight: -1 is out of range; write a number of at least 0.", 2, -1, "recent")]
    [TestCase("from: there is no memory 'distant' before this one", 2, 1, "distant")]
    public void Build_WrongSetting_IsToldByName(string says, int rate, double weight, string from)
    {
        using var scope = torch.NewDisposeScope();
        var config = Model(2);
        config.Memories.TryGetValue("compressed", out var memory);
        var wrong = config with
        {
            Memories = new Dictionary<string, MemoryConfig>(config.Memories)
            {
                ["compressed"] = memory! with { Write = new CompressedWriterConfig { From = from, Rate = rate, LossWeight = weight } },
            },
        };
        Assert.That(
            () => LanguageModel.Build(wrong, 19, 4, 1),
            Throws.TypeOf<ConfigurationException>().With.Message.StartsWith($"model.memories.compressed.write.{says}"));
    }

    private static torch.Tensor Read(LanguageModel model, torch.Tensor tokens_BT)
    {
        var (logits, state) = (new List<torch.Tensor>(), MemoryState.Empty);
        for (var from = 0L; from < tokens_BT.shape[1]; from += 4)
        {
            (var next, state) = model.Forward(tokens_BT.narrow(1, from, 4), (torch.arange(4) + from).unsqueeze(0).expand(2, -1), state);
            logits.Add(next);
        }

        return torch.cat(logits, 1);
    }

    private static double[] Attention(torch.Tensor query_D, torch.Tensor slots_ME, int head)
    {
        var (keys, values) = (slots_ME.narrow(1, head * 6, 6) * 2, slots_ME.narrow(1, head * 6, 6) + 1);
        var weights = Enumerable.Range(0, (int)slots_ME.shape[0]).Select(m => Math.Exp((query_D * keys[m]).sum().ToDouble() / Math.Sqrt(6))).ToArray();
        return [.. Enumerable.Range(0, 6).Select(d => weights.Select((weight, m) => weight / weights.Sum() * values[m, d].ToDouble()).Sum())];
    }

    private static CompressedWriter Writer() => new(
        new CompressedWriterConfig { From = "recent", Rate = Rate },
        new HiddenWriter(new(1, Width, 1), new(2, 6, 2)),
        new BuildContext { Model = new() { Width = Width, Heads = 2 }, Segment = 4, Seed = 1, Numerics = Double, Rotary = new(6, 10000) });

    /// <summary>A layer of two rows, four tokens and two heads in which the memory 'recent' has let go of slots, fewer in the second row.</summary>
    private static LayerActivations Layer(long evicted, long missing = 0)
    {
        torch.Tensor Random(ulong seed, params long[] shape) => torch.empty(shape, torch.ScalarType.Float64).normal_(0, 1, new torch.Generator(seed));
        var positions = torch.arange(evicted).unsqueeze(0).expand(2, -1);
        var valid = torch.stack([torch.ones([evicted], torch.ScalarType.Bool), torch.arange(evicted) >= missing]);
        var slots = Random(1, 2, 1, evicted, Width);
        var turnover = new Turnover(new MemoryBlock(slots, slots, positions, valid), torch.zeros_like(valid));
        var stream = new ResidualStream(
            Random(2, 2, 4, Width), (torch.arange(4) + evicted).unsqueeze(0).expand(2, -1), torch.ones([2, 4], torch.ScalarType.Bool), [new(ResidualStream.Text, 0, 4)]);
        return new(stream, stream.Hidden, Random(3, 2, 2, 4, 6), Random(4, 2, 2, 4, 6))
        {
            Queries = Random(5, 2, 2, 4, 6),
            Projection = new Plain(),
            Turnovers = ImmutableDictionary<string, Turnover>.Empty.Add("recent", turnover),
        };
    }

    private static ModelConfig Model(int? rate) => new()
    {
        Layers = 2,
        Width = Width,
        Heads = 2,
        FeedForward = 8,
        InitialDeviation = 0.4,
        Memories = new Dictionary<string, MemoryConfig>
        {
            ["recent"] = Memory(new HiddenWriterConfig(), 4),
            ["compressed"] = Memory(rate is { } slots ? new CompressedWriterConfig { From = "recent", Rate = slots } : new EvictedWriterConfig { From = "recent" }, 6) with
            {
                StopGradient = true,
            },
        },
    };

    private static MemoryConfig Memory(WriterConfig write, long capacity) => new()
    {
        Write = write,
        Manage = new FifoConfig { Capacity = capacity },
        Read = new PositionReaderConfig { Pattern = new Everything() },
        Inject = new JointInjectorConfig(),
    };

    /// <summary>Keys are twice the hidden states, values one more than them.</summary>
    private sealed class Plain : IKeyValueProjection
    {
        public (torch.Tensor Keys, torch.Tensor Values) Project(torch.Tensor hidden_BME)
        {
            var heads = hidden_BME.view(hidden_BME.shape[0], hidden_BME.shape[1], 2, 6).transpose(1, 2);
            return (heads * 2, heads + 1);
        }
    }
}
