using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Core;

[NoLeakedTensors]
public sealed class ThreadTests
{
    [Test]
    public void SetNumThreads_IsWhatIsUsed_AndDoesNotChangeResults()
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        var x = randn(300, 300);
        set_num_threads(1);
        Assert.That(get_num_threads(), Is.EqualTo(1));
        var single = x.matmul(x);
        set_num_threads(2);
        Assert.That(get_num_threads(), Is.EqualTo(2));
        Close.To(x.matmul(x), single, 1e-4, "product");
        set_num_threads(before);
    }

    [Test]
    public void SetNumThreads_Nonsense_IsAnError() =>
        Assert.That(() => set_num_threads(0), Throws.Exception.With.Message.Contains("positive"));

    [Test]
    public void ManyThreads_CallOperatorsAtOnce()
    {
        var sums = Enumerable.Range(0, 8).AsParallel().WithDegreeOfParallelism(4).Select(seed =>
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator((ulong)seed);
            var x = rand(50, 50, generator: generator).requires_grad_();
            x.matmul(x).sum().backward();
            return (seed, x.grad!.sum().item<float>());
        }).ToDictionary();
        using var alone = NewDisposeScope();
        using var third = new Generator(3);
        var expected = rand(50, 50, generator: third);
        Assert.That(sums[3], Is.EqualTo(2 * 50 * expected.sum().item<float>()).Within(1).Percent);
    }

    [Test]
    public void CoarserProducts_AreAllowedUntilForbidden()
    {
        var before = backends.cuda.matmul.allow_tf32;
        backends.cuda.matmul.allow_tf32 = !before;
        Assert.That(backends.cuda.matmul.allow_tf32, Is.EqualTo(!before));
        backends.cuda.matmul.allow_tf32 = before;
        Assert.That(backends.cuda.matmul.allow_tf32, Is.EqualTo(before));
    }
}
