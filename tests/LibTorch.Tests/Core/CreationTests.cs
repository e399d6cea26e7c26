using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Core;

[NoLeakedTensors]
public sealed class CreationTests
{
    [Test]
    public void Tensor_OfEachKindOfArray_HasItsTypeShapeAndValues()
    {
        using var scope = NewDisposeScope();
        var made = new (Tensor Tensor, ScalarType Type)[]
        {
            (tensor(new byte[] { 1, 2, 3, 4 }, [2, 2]), ScalarType.Byte),
            (tensor(new sbyte[] { 1, 2, 3, 4 }, [2, 2]), ScalarType.Int8),
            (tensor(new short[] { 1, 2, 3, 4 }, [2, 2]), ScalarType.Int16),
            (tensor(new[] { 1, 2, 3, 4 }, [2, 2]), ScalarType.Int32),
            (tensor(new long[] { 1, 2, 3, 4 }, [2, 2]), ScalarType.Int64),
            (tensor(new[] { 1f, 2, 3, 4 }, [2, 2]), ScalarType.Float32),
            (tensor(new[] { 1.0, 2, 3, 4 }, [2, 2]), ScalarType.Float64),
            (tensor(new[] { (Half)1, (Half)2, (Half)3, (Half)4 }, [2, 2]), ScalarType.Float16),
            (from_array(new[,] { { 1, 2 }, { 3, 4 } }), ScalarType.Int32),
            (tensor(new[,] { { 1f, 2 }, { 3, 4 } }), ScalarType.Float32),
            (as_tensor(new List<long> { 1, 2, 3, 4 }).reshape(2, 2), ScalarType.Int64),
            (tensor(new[] { 1f, 2, 3, 4 }, [2, 2], dtype: ScalarType.BFloat16), ScalarType.BFloat16),
        };
        foreach (var (made_, type) in made)
        {
            Assert.That((made_.dtype, made_.requires_grad), Is.EqualTo((type, false)));
            Close.To(made_.to(ScalarType.Float64), tensor(new[] { 1.0, 2, 3, 4 }, [2, 2]), 0, type.ToString());
        }
    }

    [Test]
    public void Tensor_CopiesItsArray()
    {
        using var scope = NewDisposeScope();
        var source = new[] { 1f, 2 };
        var made = tensor(source, requires_grad: true);
        source[0] = 9;
        Assert.That((made[0].item<float>(), made.requires_grad), Is.EqualTo((1f, true)));
    }

    [Test]
    public void FromBuffer_ReadsElementsOfAType()
    {
        using var scope = NewDisposeScope();
        var bytes = new byte[] { 1, 0, 2, 0, 3, 0 };
        Assert.That(frombuffer(bytes, ScalarType.Int16).data<short>().ToArray(), Is.EqualTo(new short[] { 1, 2, 3 }));
        Assert.That(frombuffer(bytes, ScalarType.Int16, count: 1, offset: 1).data<short>().ToArray(), Is.EqualTo(new short[] { 2 }));
    }

    [Test]
    public void Tensor_OfOneNumber_HasNoDimensions()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That((tensor(1.5f).ndim, tensor(1.5f).dtype, tensor(1.5f).item<float>()), Is.EqualTo((0L, ScalarType.Float32, 1.5f)));
            Assert.That((tensor(3L).dtype, tensor(3L).item<long>()), Is.EqualTo((ScalarType.Int64, 3L)));
            Assert.That((tensor(true).dtype, tensor(true).item<bool>()), Is.EqualTo((ScalarType.Bool, true)));
        });
    }

    [Test]
    public void Empty_OfEachKind_HasTheShapeTypeAndStrides()
    {
        using var scope = NewDisposeScope();
        var like = zeros(2, 3, dtype: ScalarType.Int16);
        Assert.Multiple(() =>
        {
            Assert.That(empty(2, 3, 4).shape, Is.EqualTo(new long[] { 2, 3, 4 }));
            Assert.That((empty_like(like).dtype, empty_like(like).shape[1]), Is.EqualTo((ScalarType.Int16, 3L)));
            Assert.That(like.new_empty([4L]).dtype, Is.EqualTo(ScalarType.Int16));
            Assert.That(empty_strided([2, 3], [1, 2]).stride(), Is.EqualTo(new long[] { 1, 2 }));
            Assert.That(zeros(2, 3, device: META).is_meta, Is.True);
        });
    }

    [Test]
    public void TypedTensors_AreOfTheirTypes()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 0f, 2 });
        Assert.That(
            new[] { BoolTensor(x), ByteTensor(x), DoubleTensor(x), FloatTensor(x), IntTensor(x), LongTensor(x), ShortTensor(x) }
                .Select(t => t.dtype),
            Is.EqualTo(new[]
            {
                ScalarType.Bool, ScalarType.Byte, ScalarType.Float64, ScalarType.Float32, ScalarType.Int32, ScalarType.Int64,
                ScalarType.Int16,
            }));
    }

    [Test]
    public void DefaultType_IsThatOfWhatIsCreated()
    {
        using var scope = NewDisposeScope();
        set_default_dtype(ScalarType.Float64);
        using var layer = nn.Linear(1, 1);
        Assert.That(
            (zeros(1).dtype, layer.weight.dtype, get_default_dtype()),
            Is.EqualTo((ScalarType.Float64, ScalarType.Float64, ScalarType.Float64)));
        set_default_dtype(ScalarType.Float32);
        Assert.That(zeros(1).dtype, Is.EqualTo(ScalarType.Float32));
    }
}
