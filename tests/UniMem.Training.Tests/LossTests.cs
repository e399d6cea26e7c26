using TorchSharp;

namespace UniMem.Training.Tests;

[NoLeakedTensors]
public sealed class LossTests
{
    [Test]
    public void NextTokenSum_OfIgnoredTargets_AddsNeitherLossNorGradient()
    {
        using var scope = torch.NewDisposeScope();
        var logits_BTV = torch.tensor(new double[,,] { { { 1, 2, 3 }, { 3, 1, 0 } }, { { 0, 0, 5 }, { 9, 9, 9 } } }, requires_grad: true);
        var targets_BT = torch.tensor(new long[,] { { 2, -100 }, { 0, -100 } });

        var loss = Loss.NextTokenSum(logits_BTV, targets_BT);
        loss.backward();

        var expected = (Math.Log(Math.Exp(1) + Math.Exp(2) + Math.Exp(3)) - 3) + Math.Log(2 + Math.Exp(5));
        Assert.That(loss.ToDouble(), Is.EqualTo(expected).Within(1e-12));
        Assert.That(logits_BTV.grad!.select(1, 1).abs().sum().ToDouble(), Is.Zero);
        Assert.That(logits_BTV.grad!.select(1, 0).abs().sum().ToDouble(), Is.GreaterThan(0.1));
    }

    [Test]
    public void NextToken_SummedUp_IsNextTokenSum()
    {
        using var scope = torch.NewDisposeScope();
        var logits_BTV = torch.tensor(new float[,,] { { { 1, -2, 3 }, { 3, 1, 0 } } });
        var targets_BT = torch.tensor(new long[,] { { 1, -100 } });

        var each_BT = Loss.NextToken(logits_BTV, targets_BT);

        Assert.That(each_BT.shape, Is.EqualTo(new long[] { 1, 2 }));
        Assert.That(each_BT.sum().ToSingle(), Is.EqualTo(Loss.NextTokenSum(logits_BTV, targets_BT).ToSingle()));
        Assert.That(each_BT[0, 1].ToSingle(), Is.Zero);
    }

    [Test]
    public void NextTokenSum_OfBfloat16Logits_TakesTheSoftmaxInFloat32()
    {
        using var scope = torch.NewDisposeScope();
        var logits_BTV = torch.zeros(1, 1, 1000, torch.ScalarType.BFloat16);

        var loss = Loss.NextTokenSum(logits_BTV, torch.zeros(1, 1, torch.ScalarType.Int64));

        Assert.That(loss.dtype, Is.EqualTo(torch.ScalarType.Float32));
        Assert.That(loss.ToSingle(), Is.EqualTo(Math.Log(1000)).Within(1e-5));
    }
}
