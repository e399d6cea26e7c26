using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Native;

namespace UniMem.Tests;

/// <summary>Patterns that a kernel evaluates in one pass, and vectors that it rotates so, against their explicit twins.</summary>
public sealed class SightProgramTests
{
    private static readonly AttentionPattern Near = new AnyOf { Patterns = [new Window { Size = 6 }, new Oldest { Count = 2 }] };

    private static readonly AttentionPattern[] Patterns =
    [
        new Everything(), new Causal(), new Window { Size = 5 }, new Window { Size = 21, Dilation = 3 }, new Sink { Count = 3 }, new Oldest { Count = 4 },
        new FromText(), new Not { Pattern = Near }, new AllOf { Patterns = [new Not { Pattern = new Sink() }, Near, new FromText()] },
        new AnyOf { Patterns = [new Window { Size = 9, Dilation = 2 }, new AllOf { Patterns = [new Everything(), new Sink { Count = 2 }] }] },
    ];

    [Test]
    public void See_KeysWithGapsAndRowsThatHoldLess_IsWhatThePatternShows([ValueSource(nameof(Patterns))] AttentionPattern pattern, [Values] bool memoryTokens)
    {
        using var scope = torch.NewDisposeScope();
        long[] keys = [.. Enumerable.Range(0, 70).Select(i => i < 20 ? i : i < 22 ? i + 41L : i + 301L)];   // more than a vector, two leaps
        var key_BS = torch.tensor(keys).unsqueeze(0) + torch.tensor(new long[] { 0, 11, 1L << 40 }).unsqueeze(1);
        var query_BT = torch.arange(33).unsqueeze(0) + torch.tensor(new long[] { 3, 350, 1L << 40 }).unsqueeze(1);
        var valid_BS = (torch.arange(70).unsqueeze(0) + torch.tensor(new long[] { 0, 3, 6 }).unsqueeze(1)).remainder(7).ne(0);
        var text_1T = memoryTokens ? torch.arange(33).unsqueeze(0) >= 2 : null;
        var sight = Sight.Of(query_BT, key_BS, torch.arange(70).unsqueeze(0) - torch.tensor(new long[] { 0, 2, 5 }).unsqueeze(1), text_1T);
        var program = new SightProgram();
        Assert.That(pattern.Tell(program), Is.True);

        var seen = new FusedAttention().See(program, sight, valid_BS)!;

        Assert.That(seen.shape, Is.EqualTo(new long[] { 3, 1, 33, 70 }));
        Assert.That(seen.Equals(pattern.Visible(sight).logical_and(valid_BS.unsqueeze(1).unsqueeze(1)).expand(seen.shape)), Is.True);
    }

    [Test]
    public void See_TheSegmentItself_ShowsNothingThatStandsBehindTheQuery()
    {
        using var scope = torch.NewDisposeScope();
        var position_BT = torch.tensor(new long[,] { { 4, 5, 6, -1 }, { 0, 1, 2, 3 } });
        var sight = Sight.Of(position_BT, position_BT, torch.arange(4).unsqueeze(0));
        var both = new AnyOf { Patterns = [new Oldest { Count = 2 }, new Not { Pattern = new Causal() }] };
        var program = new SightProgram();
        Assert.That(both.Tell(program) && program.Past() && program.And(), Is.True);
        var (index_T, valid_BT) = (torch.arange(4), position_BT >= 0);
        var expected = both.Visible(sight).logical_and(index_T.unsqueeze(-1) >= index_T).logical_and(valid_BT.unsqueeze(1).unsqueeze(1));
        Assert.That(new FusedAttention().See(program, sight, valid_BT)!.Equals(expected), Is.True);
    }

    [Test]
    public void See_QuestionsThatLeaveTwoAnswers_AreRefused()
    {
        var program = new SightProgram();
        program.Text();
        program.Past();
        Assert.That(
            () => new FusedAttention().See(program, Sight.Of(torch.zeros([1, 1], torch.ScalarType.Int64), torch.zeros([1, 1], torch.ScalarType.Int64), torch.zeros([1, 1], torch.ScalarType.Int64)), torch.ones([1, 1], torch.ScalarType.Bool)),
            Throws.Exception.With.Message.Contains("2 answers are left"));
    }

    [TestCase(1, 6, torch.ScalarType.Float64, 1e-14)]
    [TestCase(3, 2, torch.ScalarType.Float64, 1e-14)]
    [TestCase(3, 40, torch.ScalarType.Float32, 1e-5)]
    public void Turn_AnyShape_EqualsItsFormulaInValuesAndGradients(int rows, int width, torch.ScalarType type, double tolerance)
    {
        using var scope = torch.NewDisposeScope();
        var generator = new torch.Generator(7);
        torch.Tensor Random(params long[] shape) => torch.randn(shape, type, generator: generator);
        var projected = Random(3, 13, 2 * width);
        var turn = new RotaryEmbedding(width, 100).To(torch.arange(13).unsqueeze(0).unsqueeze(0).expand(rows, 1, 13), projected);
        var weights = Random(3, 2, 13, width);
        (torch.Tensor Value, torch.Tensor Gradient) Run(Func<torch.Tensor, torch.Tensor> rotate)
        {
            var x = projected.detach().requires_grad_();
            var y = rotate(x.view(3, 13, 2, width).transpose(1, 2));
            (y * weights).sum().backward();
            return (y, x.grad!);
        }

        var (one, other) = (Run(x => new FusedAttention().Turn(x, turn)!), Run(turn.Of));
        Assert.That(Given.Difference(one.Value, other.Value), Is.LessThan(tolerance));
        Assert.That(Given.Difference(one.Gradient, other.Gradient), Is.LessThan(tolerance));
    }
}
