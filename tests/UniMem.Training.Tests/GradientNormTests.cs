using TorchSharp;
using TorchSharp.Modules;

namespace UniMem.Training.Tests;

[NoLeakedTensors]
public sealed class GradientNormTests
{
    [TestCase(1.0, 1.0)]
    [TestCase(100.0, 13.0)]
    [TestCase(0.0, 13.0)]
    public void Clip_AtALimit_ReturnsTheNormBeforeAndScalesTogether(double limit, double after)
    {
        using var scope = torch.NewDisposeScope();
        Parameter[] parameters = [WithGradient([3, 4]), WithGradient([12]), new Parameter(torch.zeros(2))];

        var norm = GradientNorm.Clip(parameters, limit);

        Assert.That(norm.ToDouble(), Is.EqualTo(13).Within(1e-5));
        Assert.That(Length(parameters[0].grad!, parameters[1].grad!), Is.EqualTo(after).Within(1e-4));
        Assert.That(parameters[0].grad![1].ToDouble() / parameters[0].grad![0].ToDouble(), Is.EqualTo(4 / 3.0).Within(1e-6), "direction");
    }

    private static Parameter WithGradient(float[] gradient)
    {
        var parameter = new Parameter(torch.zeros(gradient.Length));
        (parameter * torch.tensor(gradient)).sum().backward();
        return parameter;
    }

    private static double Length(params torch.Tensor[] gradients) => Math.Sqrt(gradients.Sum(g => g.square().sum().ToDouble()));
}
