using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Core;

[NoLeakedTensors]
public sealed class ConversionTests
{
    [Test]
    public void Conversions_GiveTheirTypes()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0.0, 1.75, -2.25 });
        var made = new (Tensor Tensor, ScalarType Type)[]
        {
            (x.@byte(), ScalarType.Byte), (x.@char(), ScalarType.Int8), (x.@short(), ScalarType.Int16), (x.@int(), ScalarType.Int32),
            (x.@long(), ScalarType.Int64), (x.half(), ScalarType.Float16), (x.@float(), ScalarType.Float32),
            (x.@double(), ScalarType.Float64), (x.to(ScalarType.Int32), ScalarType.Int32),
            (x.@bool(), ScalarType.Bool), (x.bfloat16(), ScalarType.BFloat16), (x.cfloat(), ScalarType.ComplexFloat32),
            (x.cdouble(), ScalarType.ComplexFloat64),
            (x.to_type(ScalarType.Int32), ScalarType.Int32),
            (x.type(ScalarType.Float32), ScalarType.Float32), (x.to(zeros(1)), ScalarType.Float32), (x.cpu(), ScalarType.Float64),
        };
        Assert.That(made.Select(item => item.Tensor.dtype), Is.EqualTo(made.Select(item => item.Type)));
        Assert.That(x.@long().data<long>().ToArray(), Is.EqualTo(new long[] { 0, 1, -2 }));
    }

    [Test]
    public void To_SameDeviceAndType_SharesUnlessCopied_AndDisposesWhenAsked()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2);
        x.to(CPU).add_(1);
        x.to(CPU, copy: true).add_(100);
        Assert.That(x.data<float>().ToArray(), Is.EqualTo(new[] { 1f, 1 }));
        var y = x.to(ScalarType.Float64, disposeAfter: true);
        Assert.That((x.IsInvalid, y.sum().item<double>()), Is.EqualTo((true, 2.0)));
    }

    [Test]
    public void To_ADeviceThatIsNotThere_IsAnError()
    {
        Assume.That(cuda.is_available(), Is.False);
        using var scope = NewDisposeScope();
        Assert.That(() => zeros(1).cuda(), Throws.Exception);
        Assert.That(() => zeros(1).to("cuda:0"), Throws.Exception);
        Assert.That(() => zeros(1).to("nowhere"), Throws.ArgumentException.With.Message.Contains("nowhere"));
    }

    [Test]
    public void Complex_PartsComeAndGo()
    {
        using var scope = NewDisposeScope();
        var (re, im) = (tensor(new[] { 3.0, -1.0 }), tensor(new[] { 4.0, 2.0 }));
        var z = complex(re, im);
        Assert.Multiple(() =>
        {
            Assert.That(z.is_complex(), Is.True);
            Assert.That(real(z).Equals(re) && imag(z).Equals(im), Is.True);
            Assert.That(z.abs()[0].item<double>(), Is.EqualTo(5).Within(1e-12));
            Assert.That(imag(z.conj()).Equals(-im), Is.True);
            Assert.That(view_as_real(z).shape, Is.EqualTo(new long[] { 2, 2 }));
            Assert.That(view_as_complex(view_as_real(z)).Equals(z), Is.True);
            Close.To(real(polar(z.abs(), z.angle())), re, 1e-12, "polar");
        });
    }

    [Test]
    public void Items_AndAccessors_ReadStridedTensorsInOrder()
    {
        using var scope = NewDisposeScope();
        var x = arange(6, dtype: ScalarType.Int64).reshape(2, 3).t();
        using var data = x.data<long>();
        Assert.Multiple(() =>
        {
            Assert.That(data.ToArray(), Is.EqualTo(new long[] { 0, 3, 1, 4, 2, 5 }));
            Assert.That(data[2, 1], Is.EqualTo(5));
            Assert.That(x[2, 1].item<long>(), Is.EqualTo(5));
            Assert.That(x[1, 0].ToInt32(), Is.EqualTo(1));
            Assert.That(() => x.item<long>(), Throws.Exception);
        });
    }
}
