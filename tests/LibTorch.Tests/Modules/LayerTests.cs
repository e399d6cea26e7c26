using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace LibTorch.Tests.Modules;

[NoLeakedTensors]
public sealed class LayerTests
{
    [Test]
    public void Linear_HasTheSizesItSays_AndTheFunctionsOutput()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 2);
        using var unbiased = nn.Linear(3, 2, hasBias: false, dtype: ScalarType.BFloat16);
        var x = randn(4, 3);
        Assert.Multiple(() =>
        {
            Assert.That((layer.in_features, layer.out_features), Is.EqualTo((3L, 2L)));
            Assert.That(layer.call(x).Equals(F.linear(x, layer.weight, layer.bias)), Is.True);
            Assert.That(layer.weight.abs().max().item<float>(), Is.LessThanOrEqualTo(1 / MathF.Sqrt(3)));
            Assert.That((unbiased.bias, unbiased.weight.dtype), Is.EqualTo(((Parameter?)null, ScalarType.BFloat16)));
            Assert.That(unbiased.state_dict().Keys, Is.EqualTo(new[] { "weight" }));
        });
    }

    [Test]
    public void Linear_NewWeight_TakesThePlaceOfTheOld()
    {
        using var layer = nn.Linear(2, 2);
        var (old, added) = (layer.weight, nn.Parameter(ones(2, 2)));
        layer.weight = added;
        Assert.That((old.IsInvalid, ReferenceEquals(layer.get_parameter("weight"), added)), Is.EqualTo((true, true)));
        layer.weight = added;
        Assert.That(added.IsInvalid, Is.False);
        layer.bias = null;
        Assert.That(layer.has_parameter("bias"), Is.False);
    }

    [Test]
    public void Embedding_PaddingRow_IsZeroAndGetsNoGradient()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Embedding(5, 3, padding_idx: -4);
        Assert.That(layer.weight![1].abs().sum().item<float>(), Is.Zero);
        layer.call(tensor(new long[,] { { 1, 2 }, { 2, 4 } })).sum().backward();
        Close.To(layer.weight!.grad![TensorIndex.Colon, 0], tensor(new[] { 0f, 0, 2, 0, 1 }), 0, "gradient");
    }

    [Test]
    public void Embedding_MaximalNorm_ShortensTheRowsLookedUp()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Embedding_from_pretrained(tensor(new[,] { { 3f, 4 }, { 6, 8 }, { 0.3f, 0.4f } }), freeze: false, max_norm: 1);
        layer.call(tensor(new long[] { 0, 2 }));
        Close.To(layer.weight!.detach(), tensor(new[,] { { 0.6f, 0.8f }, { 6, 8 }, { 0.3f, 0.4f } }), 1e-6, "table");
    }

    [Test]
    public void Embedding_FromPretrained_CopiesItsTable_AndFreezesIt()
    {
        using var scope = NewDisposeScope();
        var table = ones(3, 2);
        using var layer = nn.Embedding_from_pretrained(table, dtype: ScalarType.Float64);
        table.zero_();
        Assert.That(
            (layer.weight!.requires_grad, layer.weight.dtype, layer.weight.sum().item<double>()),
            Is.EqualTo((false, ScalarType.Float64, 6.0)));
    }

    [Test]
    public void LayerNorm_IsTheFunction_WithOnesAndZerosAtFirst()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.LayerNorm([3, 4], eps: 1e-3);
        using var plain = nn.LayerNorm(4, elementwise_affine: false);
        using var unbiased = nn.LayerNorm(4, bias: false);
        var x = randn(2, 3, 4);
        Assert.Multiple(() =>
        {
            Assert.That(layer.call(x).Equals(F.layer_norm(x, [3, 4], eps: 1e-3)), Is.True);
            Assert.That(plain.call(x).Equals(F.layer_norm(x, [4])), Is.True);
            Assert.That(plain.parameters(), Is.Empty);
            Assert.That(unbiased.state_dict().Keys, Is.EqualTo(new[] { "weight" }));
        });
        using (no_grad())
        {
            layer.weight.fill_(7);
            layer.bias!.fill_(7);
        }

        layer.reset_parameters();
        Assert.That(layer.call(x).Equals(F.layer_norm(x, [3, 4], eps: 1e-3)), Is.True);
    }

    [Test]
    public void Activations_AreTheirFunctions_AndChangeTheInputOnlyWhenAsked()
    {
        using var scope = NewDisposeScope();
        var x = randn(7);
        var before = x.clone();
        foreach (var (layer, changing, function) in new (nn.Module<Tensor, Tensor>, nn.Module<Tensor, Tensor>, Func<Tensor, Tensor>)[]
        {
            (nn.SiLU(), nn.SiLU(inplace: true), x => F.silu(x)),
            (nn.ReLU(), nn.ReLU(inplace: true), x => F.relu(x)),
            (nn.GELU(), nn.GELU(inplace: true), x => F.gelu(x)),
            (nn.GELU(GELU.Approximate.tanh), nn.GELU(GELU.Approximate.tanh, inplace: true), x => F.gelu(x, GELU.Approximate.tanh)),
            (nn.Dropout(0), nn.Dropout(0, inplace: true), x => x),
        })
        {
            var expected = function(before);
            Assert.That(layer.call(x).Equals(expected) && x.Equals(before), Is.True, layer.GetName());
            var target = before.clone();
            Assert.That(changing.call(target).Equals(expected) && target.Equals(expected), Is.True, $"{layer.GetName()} in place");
        }
    }

    [Test]
    public void Sequential_RunsItsModules_AndKeepsNothingBetween()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2));
        var x = ones(1, 3);
        var expected = ((Linear)model[2]).call(F.relu(((Linear)model[0]).call(x)));
        var before = Tensor.TotalCount;
        var y = model.call(x);
        Assert.That(Tensor.TotalCount - before, Is.EqualTo(1));
        Assert.Multiple(() =>
        {
            Assert.That(y.Equals(expected) && !x.IsInvalid, Is.True);
            Assert.That(
                model.named_parameters().Select(item => item.name),
                Is.EqualTo(new[] { "0.weight", "0.bias", "2.weight", "2.bias" }));
            Assert.That((model.Count, model[1..].Count, model[(null, 1)].Count, model[^2..^1].Count), Is.EqualTo((3, 2, 1, 1)));
            Assert.That(model[1..].named_parameters().Select(item => item.name), Is.EqualTo(new[] { "2.weight", "2.bias" }));
            Assert.That(() => model[(0, 4)], Throws.InstanceOf<IndexOutOfRangeException>());
            Assert.That(nn.Sequential().call(x).Equals(x), Is.True);
        });
        model.append(nn.Identity()).append("last", nn.ReLU());
        Assert.That(model.named_children().Select(item => item.name), Is.EqualTo(new[] { "0", "1", "2", "3", "last" }));
    }

    [Test]
    public void ModuleList_IsAList_ThatIsRegisteredOnce()
    {
        var list = nn.ModuleList(nn.Linear(1, 1, false));
        list.append(nn.Linear(1, 2, false));
        list.extend([nn.Linear(1, 3, false)]);
        list.Insert(0, list[2]);
        list.RemoveAt(3);
        using var owner = new Owner(list);
        list.Add(nn.Linear(1, 4, false));
        Assert.Multiple(() =>
        {
            Assert.That(list.Select(item => item.out_features), Is.EqualTo(new long[] { 3, 1, 2, 4 }));
            Assert.That(
                owner.named_parameters().Select(item => item.name),
                Is.EqualTo(new[] { "Held.0.weight", "Held.1.weight", "Held.2.weight" }));
            Assert.That((list.IndexOf(list[2]), list.Contains(list[3]), list.IsReadOnly), Is.EqualTo((2, true, false)));
        });
        list[3].Dispose();
    }

    [Test]
    public void ModuleDict_KeepsItsOrder_AndIsRegisteredByName()
    {
        var dict = nn.ModuleDict<Linear>(("z", nn.Linear(1, 1, false)), ("a", nn.Linear(1, 2, false)));
        dict["m"] = nn.Linear(1, 3, false);
        dict.Insert(1, ("n", nn.Linear(1, 4, false)));
        using var owner = new Owner(dict);
        Assert.Multiple(() =>
        {
            Assert.That(dict.keys(), Is.EqualTo(new[] { "z", "n", "a", "m" }));
            Assert.That(dict.values().Select(item => item.out_features), Is.EqualTo(new long[] { 1, 4, 2, 3 }));
            Assert.That(
                (dict.Count, dict[1].Item1, dict.ContainsKey("q"), dict.TryGetValue("a", out var a) && a.out_features == 2),
                Is.EqualTo((4, "n", false, true)));
            Assert.That(owner.named_children().Single().module.named_children().Select(item => item.name), Is.EqualTo(dict.keys()));
            Assert.That(() => dict.Add("z", dict["a"]), Throws.ArgumentException);
        });
    }

    [Test]
    public void Attention_QueryThatSeesNothing_GivesZeros_AndFiniteGradients()
    {
        using var scope = NewDisposeScope();
        var leaves = Enumerable.Range(0, 3).Select(_ => randn(2, 3, 4).requires_grad_()).ToArray();
        var mask = tensor(new[,] { { true, false, true }, { false, false, false }, { true, true, true } });
        foreach (var sees in new[] { mask, zeros(3, 3).masked_fill(mask.logical_not(), double.NegativeInfinity) })
        {
            var y = F.scaled_dot_product_attention(leaves[0], leaves[1], leaves[2], sees);
            y.sum().backward();
            Assert.That(y[TensorIndex.Colon, 1].abs().sum().item<float>(), Is.Zero);
            Assert.That(leaves.All(leaf => leaf.grad!.isfinite().all().item<bool>()), Is.True);
            Assert.That(leaves[0].grad![TensorIndex.Colon, 1].abs().sum().item<float>(), Is.Zero);
        }
    }

    [Test]
    public void Attention_MaskAndCausal_Exclude_AndDropoutDropsWeights()
    {
        using var scope = NewDisposeScope();
        using var generator = manual_seed(1);
        var x = ones(1, 200, 4);
        Assert.That(() => F.scaled_dot_product_attention(x, x, x, ones(200, 200), is_casual: true), Throws.Exception);
        var y = F.scaled_dot_product_attention(x, x, x, p: 0.5);
        Assert.That((y.mean().item<float>(), y.std().item<float>()), Is.EqualTo((1f, 0.07f)).Using<(float, float)>(
            (a, b) => Math.Abs(a.Item1 - b.Item1) < 0.05 && Math.Abs(a.Item2 - b.Item2) < 0.03));
    }

    private sealed class Owner : nn.Module
    {
        internal readonly nn.Module Held;

        internal Owner(nn.Module held) : base(nameof(Owner))
        {
            Held = held;
            RegisterComponents();
        }
    }
}
