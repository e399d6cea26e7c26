using TorchSharp;

namespace UniMem.Training.Tests;

/// <summary>Training on a GPU, with all that is fused there, against the CPU.</summary>
public sealed class GpuTests
{
    private static IEnumerable<string> Every => Methods.WithAuxiliary;

    [Test]
    public void Steps_OnAGpu_LoseWhatTheyLoseOnTheCpu(
        [ValueSource(nameof(Every))] string method, [Values("float32", "bfloat16")] string type, [Values("auto", "explicit")] string kernels)
    {
        if (!torch.cuda.is_available())
        {
            Assert.Ignore("no GPU");
        }

        var sides = new[] { ("cpu", "float32", "explicit"), ("cuda", type, kernels) }.Select(compute =>
        {
            var setup = Tiny.Setup(method);
            using var session = TrainingSession.Create(setup with
            {
                Model = setup.Model with { Dropout = 0 },
                Numerics = ComputeSettings.Read(compute.Item1, compute.Item2, compute.Item3),
            });
            return Enumerable.Range(0, 4).Select(_ => session.Step().Loss).ToList();
        }).ToList();
        Assert.That(sides[0].Zip(sides[1], (one, other) => Math.Abs(one - other)), Is.All.LessThan(type == "float32" ? 1e-3 : 0.05));
    }

    [Test]
    public void Steps_OnAGpuTwice_GiveTheSameLosses([ValueSource(nameof(Every))] string method)
    {
        if (!torch.cuda.is_available())
        {
            Assert.Ignore("no GPU");
        }

        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            using var session = TrainingSession.Create(Tiny.Setup(method) with { Numerics = ComputeSettings.Read("cuda", "float32", "auto") });
            return Enumerable.Range(0, 3).Select(_ => session.Step().Loss).ToList();
        }).ToList();
        Assert.That(runs[1], Is.EqualTo(runs[0]).Within(1e-4), "sums of scattered gradients may be taken in another order");
    }
}
