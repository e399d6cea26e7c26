using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Core;

[NoLeakedTensors]
public sealed class LifetimeTests
{
    [Test]
    public void Scope_DisposesWhatItsThreadCreated_ButNotWhatWasMovedOrDetached()
    {
        var before = Tensor.TotalCount;
        Tensor dropped, moved, detached, other;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                dropped = zeros(1);
                moved = zeros(1).MoveToOuterDisposeScope();
                detached = zeros(1).DetachFromDisposeScope();
                other = zeros(1).MoveToOtherDisposeScope(outer);
                Assert.That(
                    (inner.DisposablesCount, inner.Contains(dropped), outer.Contains(moved), CurrentDisposeScope == inner),
                    Is.EqualTo((1, true, true, true)));
            }

            Assert.That((dropped.IsInvalid, moved.IsInvalid, other.IsInvalid), Is.EqualTo((true, false, false)));
            zeros(1).MoveToOtherDisposeScope(moved);
        }

        Assert.That((moved.IsInvalid, other.IsInvalid, detached.IsInvalid), Is.EqualTo((true, true, false)));
        detached.DetachFromDisposeScope().Dispose();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void TrainingStep_LeavesNoHandles()
    {
        using var layer = nn.Linear(4, 3);
        using var optimizer = optim.AdamW(layer.parameters());
        for (var step = 0; step < 3; step++)
        {
            var before = Tensor.TotalCount;
            using (NewDisposeScope())
            {
                nn.functional.cross_entropy(layer.call(randn(5, 4)), tensor(new long[] { 0, 1, 2, 0, 1 })).backward();
                nn.utils.clip_grad_norm_(layer.parameters(), 1);
                optimizer.step();
                optimizer.zero_grad();
            }

            Assert.That(Tensor.TotalCount, Is.EqualTo(before), $"step {step}");
        }
    }

    [Test]
    public void Finalizer_FreesWhatNobodyDisposed()
    {
        Collect();
        var before = Tensor.TotalCount;
        Task.Run(() => Enumerable.Range(0, 10).Select(_ => zeros(1)).Count(x => x.numel() == 1)).Wait();
        Collect();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        static void Collect()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
    }

    [Test]
    public void DisposedTensor_IsAnErrorToUse_AndMayBeDisposedAgain()
    {
        var x = zeros(1);
        x.Dispose();
        x.Dispose();
        Assert.That(() => x + 1, Throws.InvalidOperationException.With.Message.Contains("disposed"));
    }

    [Test]
    public void Scopes_OfOtherThreads_AreTheirOwn()
    {
        using var scope = NewDisposeScope();
        var found = Task.Run(() =>
        {
            using var theirs = zeros(1);
            return (CurrentDisposeScope is null, scope.Contains(theirs));
        }).Result;
        Assert.That(found, Is.EqualTo((true, false)));
    }

    [Test]
    public void WrappedScope_KeepsOnlyTheResult()
    {
        var before = Tensor.TotalCount;
        using var result = WrappedTensorDisposeScope(() => ((zeros(2) + 1) * (ones(2) * 3)).sum());
        Assert.That((Tensor.TotalCount - before, result.item<float>()), Is.EqualTo((1L, 6f)));
    }

    [Test]
    public void Handle_GivenAwayAndTakenBack_IsTheSameTensor()
    {
        using var scope = NewDisposeScope();
        var x = arange(3);
        var handle = x.DecoupleFromNativeHandle();
        Assert.That(x.IsInvalid, Is.True);
        Assert.That(Tensor.UnsafeCreateTensor(handle).data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, 2 }));
    }
}
