using TorchSharp.Interop;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Tests;

/// <summary>What runs in which type, and that it runs the same twice.</summary>
[TestFixtureSource(typeof(Forms), nameof(Forms.Names))]
public sealed class PrecisionTests(string form)
{
    private const long Segment = 5;
    private static readonly string[] Products = ["aten::linear", "aten::matmul", "aten::mm", "aten::bmm"];
    private static readonly string[] Sums = ["aten::softmax", "aten::layer_norm", "aten::logsumexp", "aten::rsqrt"];

    private static Numerics Bfloat16 { get; } = new(torch.CPU, torch.ScalarType.BFloat16);

    [Test]
    public void Forward_InBfloat16_MultipliesMatricesInItAndSumsInFloat32()
    {
        var seen = new HashSet<(string Operator, torch.ScalarType Type)>();
        Ops.Observe = (schema, arguments) =>
        {
            var name = schema.Split('.')[0];
            if (Products.Contains(name) || Sums.Contains(name))
            {
                seen.Add((name, ((torch.Tensor)arguments[0].Reference!).dtype));
            }
        };
        try
        {
            var (losses, _) = Losses(Model(Bfloat16, dropout: 0), steps: 1);
            Assert.That(double.IsFinite(losses.Single()), Is.True);
        }
        finally
        {
            Ops.Observe = null;
        }

        Assert.Multiple(() =>
        {
            Assert.That(seen.Where(call => Products.Contains(call.Operator)).Select(call => call.Type).Distinct(), Is.EqualTo(new[] { torch.ScalarType.BFloat16 }));
            Assert.That(seen.Where(call => Sums.Contains(call.Operator)).Select(call => call.Type).Distinct(), Is.EqualTo(new[] { torch.ScalarType.Float32 }));
        });
    }

    [Test]
    public void Training_InBfloat16_EndsWithinOnePercentOfFloat32()
    {
        var (precise, coarse) = (Losses(Model(Numerics.Default, dropout: 0), 200).Losses, Losses(Model(Bfloat16, dropout: 0), 200).Losses);
        var (expected, actual) = (precise.TakeLast(20).Average(), coarse.TakeLast(20).Average());

        Assert.That(expected, Is.LessThan(0.8 * precise[0]), "it learns at all");
        Assert.That(actual, Is.EqualTo(expected).Within(1).Percent);
    }

    [Test]
    public void Training_Twice_IsBitIdentical()
    {
        var (first, firstWeights) = Losses(Model(Numerics.Default, dropout: 0.1), 8);
        var (second, secondWeights) = Losses(Model(Numerics.Default, dropout: 0.1), 8);

        Assert.That(second, Is.EqualTo(first));
        Assert.That(firstWeights.Zip(secondWeights, Given.Difference).Max(), Is.Zero);
    }

    private LanguageModel Model(Numerics numerics, double dropout) =>
        LanguageModel.Build(Forms.All[form] with { InitialDeviation = 0.1, Dropout = dropout }, Given.Vocabulary, Segment, seed: 3, numerics);

    /// <summary>Losses of training on text with some chance in it, two segments a step; and the weights it ends with.</summary>
    private static (List<double> Losses, IReadOnlyList<torch.Tensor> Weights) Losses(LanguageModel model, int steps)
    {
        var optimizer = torch.optim.AdamW(model.parameters(), lr: 3e-3);
        var losses = new List<double>();
        for (var step = 0; step < steps; step++)
        {
            using var scope = torch.NewDisposeScope();
            var text = Text(new Random(step), rows: 4, (2 * Segment) + 1);
            var logits = Given.Read(model, text.narrow(1, 0, 2 * Segment), Segment, MemoryState.Empty).Logits;
            var loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), text.narrow(1, 1, 2 * Segment).flatten());
            optimizer.zero_grad();
            loss.backward();
            optimizer.step();
            losses.Add(loss.ToDouble());
        }

        return (losses, [.. model.parameters()]);
    }

    /// <summary>Each token is one of four that follow from the one before: what is left to chance is log 4.</summary>
    private static torch.Tensor Text(Random random, int rows, long length) => torch.stack([.. Enumerable.Range(0, rows).Select(_ =>
    {
        var tokens = new long[length];
        tokens[0] = random.Next((int)Given.Vocabulary);
        for (var t = 1; t < length; t++)
        {
            tokens[t] = ((3 * tokens[t - 1]) + random.Next(4)) % Given.Vocabulary;
        }

        return torch.tensor(tokens);
    })]);
}
