using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Core;

[NoLeakedTensors]
public sealed class AutogradTests
{
    [Test]
    public void CustomFunction_ForwardAndBackward_AreTheOnesGiven()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, -2.0, 3.0 }, requires_grad: true);
        var y = tensor(new[] { 0.5, 4.0, -1.0 }, requires_grad: true);
        var product = ScaledProduct.apply(x, y, 10.0);
        Close.To(product.detach(), tensor(new[] { 5.0, -80.0, -30.0 }), 0, "forward");
        (product * tensor(new[] { 1.0, 2.0, 3.0 })).sum().backward();
        Close.To(x.grad!, tensor(new[] { 5.0, 80.0, -30.0 }), 0, "gradient of x");
        Close.To(y.grad!, tensor(new[] { 10.0, -40.0, 90.0 }), 0, "gradient of y");
    }

    [Test]
    public void CustomFunction_InsideAGraph_AgreesWithNumericalDerivatives()
    {
        using var scope = NewDisposeScope();
        Tensor Run(Tensor x) => (ScaledProduct.apply(x.sin(), x * 2, 0.5) + x).exp().sum();
        var x = tensor(new[] { 0.3, -0.7, 1.1 }, requires_grad: true);
        Run(x).backward();
        for (var i = 0; i < 3; i++)
        {
            var step = zeros(3, dtype: ScalarType.Float64);
            step[i] = tensor(1e-6, dtype: ScalarType.Float64);
            var slope = (Run(x.detach() + step) - Run(x.detach() - step)).item<double>() / 2e-6;
            Assert.That(x.grad![i].item<double>(), Is.EqualTo(slope).Within(1e-6));
        }
    }

    [Test]
    public void CustomFunction_ThatThrows_ThrowsTheSameWhereBackwardWasCalled()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        Assert.That(
            () => Failing.apply(x).sum().backward(),
            Throws.InstanceOf<NotSupportedException>().With.Message.EqualTo("no way back"));
        x.sum().backward();
        Assert.That(x.grad!.sum().item<float>(), Is.EqualTo(2), "the next backward works");
    }

    [Test]
    public void MultiTensorFunction_GetsAGradientForEachOutput()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1.0, 2.0 }, requires_grad: true);
        var parts = DoubleAndTriple.apply(x);
        (parts[0] + (parts[1] * 100)).sum().backward();
        Close.To(x.grad!, full(2, 302.0, ScalarType.Float64), 0, "gradient");
    }

    [Test]
    public void Gradients_AddUp_UntilDropped_AndDoNotFlowThroughDetach()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();
        (x * 2).sum().backward();
        (x * 3 + x.detach() * 100).sum().backward();
        Assert.That(x.grad!.data<float>().ToArray(), Is.EqualTo(new[] { 5f, 5f }));
        x.grad = null;
        Assert.That(x.grad, Is.Null);
        Assert.That(x.with_requires_grad(false).requires_grad, Is.False);
    }

    [Test]
    public void Grad_OfAGraphKept_CanBeDifferentiatedAgain()
    {
        using var scope = NewDisposeScope();
        var x = tensor(3.0, dtype: ScalarType.Float64, requires_grad: true);
        var first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        Assert.That(first.item<double>(), Is.EqualTo(27));
        Assert.That(autograd.grad([first], [x])[0].item<double>(), Is.EqualTo(18));
        Assert.That(
            () => autograd.grad([x * 2], [zeros(1, requires_grad: true)]),
            Throws.Exception.With.Message.Contains("not have been used"));
    }

    [Test]
    public void NoGrad_RecordsNothing_AndEndsWithItsScope()
    {
        using var scope = NewDisposeScope();
        var x = ones(1, requires_grad: true);
        using (no_grad())
        {
            Assert.That((is_grad_enabled(), (x * 2).requires_grad), Is.EqualTo((false, false)));
            using (enable_grad())
            {
                Assert.That((x * 2).requires_grad, Is.True);
            }

            Assert.That(is_grad_enabled(), Is.False);
        }

        Assert.That((is_grad_enabled(), (x * 2).requires_grad), Is.EqualTo((true, true)));
        using (inference_mode())
        {
            Assert.That((is_inference_mode_enabled(), (x * 2).requires_grad), Is.EqualTo((true, false)));
        }

        Assert.That(is_inference_mode_enabled(), Is.False);
    }

    [Test]
    public void Set_WrittenThrough_LeavesWhatWasSavedForBackward()
    {
        using var scope = NewDisposeScope();
        var room = zeros(6);
        var saved = empty(0).set_(room.narrow(0, 0, 3));
        var beside = empty(0).set_(room.narrow(0, 3, 3));
        var x = ones(3).requires_grad_();
        var product = (x * saved).sum();
        beside.fill_(5);
        Assert.DoesNotThrow(() => product.backward());
        Assert.That(room.sum().ToSingle(), Is.EqualTo(15), "it is the same storage");
        var refused = (x * saved).sum();
        saved.fill_(1);
        Assert.That(() => refused.backward(), Throws.Exception.With.Message.Contains("inplace"));
    }

    private sealed class ScaledProduct : autograd.SingleTensorFunction<ScaledProduct>
    {
        public override string Name => nameof(ScaledProduct);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, y, factor) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2]);
            ctx.save_for_backward([x, y]);
            ctx.save_data("factor", factor);
            return x * y * factor;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var factor = (double)ctx.get_data("factor");
            return [grad_output * saved[1] * factor, grad_output * saved[0] * factor, null!];
        }
    }

    private sealed class DoubleAndTriple : autograd.MultiTensorFunction<DoubleAndTriple>
    {
        public override string Name => nameof(DoubleAndTriple);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars) =>
            [(Tensor)vars[0] * 2, (Tensor)vars[0] * 3];

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) =>
            [(grad_outputs[0] * 2) + (grad_outputs[1] * 3)];
    }

    private sealed class Failing : autograd.SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            throw new NotSupportedException("no way back");
    }
}
