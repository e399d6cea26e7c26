using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LibTorch.Tests.Modules;

[NoLeakedTensors]
public sealed partial class ModuleTests
{
    [Test]
    public void RegisterComponents_Fields_AreNamedAsTheyAre_DerivedClassesFirst()
    {
        using var module = new Derived();
        Assert.Multiple(() =>
        {
            Assert.That(module.named_parameters().Select(item => item.name), Is.EqualTo(new[]
            {
                "_scale", "shift", "_inner.weight", "_inner.bias", "_list.0.weight", "_list.1.weight", "_byName.b.weight",
                "_byName.a.weight",
                "_base.weight",
            }));
            Assert.That(module.named_buffers().Select(item => item.name), Is.EqualTo(new[] { "_table" }));
            Assert.That(module.named_children().Select(item => item.name), Is.EqualTo(new[] { "_inner", "_list", "_byName", "_base" }));
            Assert.That(module.named_modules().Select(item => item.name), Is.EqualTo(new[]
            {
                "_inner", "_list", "_byName", "_base", "_list.0", "_list.1", "_byName.b", "_byName.a",
            }));
            Assert.That(module.GetName(), Is.EqualTo("Derived"));
        });
    }

    [Test]
    public void RegisterComponents_FieldFilledLater_StaysUnknown()
    {
        using var module = new Late();
        module.Fill();
        Assert.That(module.named_parameters(), Is.Empty);
        module.DisposeLate();
    }

    [Test]
    public void NamedParameters_SharedTensor_IsListedOnceButSavedUnderBothNames()
    {
        using var module = new Tied();
        Assert.Multiple(() =>
        {
            Assert.That(module.named_parameters().Select(item => item.name), Is.EqualTo(new[] { "_first.weight" }));
            Assert.That(module.state_dict().Keys, Is.EquivalentTo(new[] { "_first.weight", "_second.weight" }));
        });
    }

    [Test]
    public void GetParameter_DottedName_IsFound()
    {
        using var module = new Derived();
        Assert.Multiple(() =>
        {
            Assert.That(module.get_parameter("_list.1.weight")!.shape, Is.EqualTo(new long[] { 5, 4 }));
            Assert.That(module.has_parameter("_list.2.weight"), Is.False);
            Assert.That(module.get_parameter("_table"), Is.Null);
            Assert.That(module.has_buffer("_table"), Is.True);
            Assert.That(module.get_buffer("_nothing"), Is.Null);
        });
    }

    [Test]
    public void Register_TakenOrImpossibleName_IsAnError()
    {
        using var module = new Derived();
        using var other = nn.Identity();
        using var parameter = nn.Parameter(zeros(1));
        Assert.Multiple(() =>
        {
            Assert.That(
                () => module.register_parameter("_scale", parameter),
                Throws.InvalidOperationException.With.Message.Contains("_scale"));
            Assert.That(
                () => module.register_buffer("_table", parameter),
                Throws.InvalidOperationException.With.Message.Contains("_table"));
            Assert.That(() => module.register_module("_inner", other), Throws.InvalidOperationException.With.Message.Contains("_inner"));
            Assert.That(() => module.register_module("a.b", other), Throws.ArgumentException.With.Message.Contains("a.b"));
            Assert.That(() => module.register_module("", other), Throws.ArgumentException);
            Assert.That(() => module.register_parameter("p", null!), Throws.ArgumentNullException);
            Assert.That(() => other.register_parameter("p", parameter), Throws.InvalidOperationException);
        });
    }

    [Test]
    public void NonPersistentBuffer_IsNeitherListedNorSaved()
    {
        using var module = new Derived();
        using var cache = ones(2);
        module.register_buffer("cache", cache, persistent: false);
        Assert.Multiple(() =>
        {
            Assert.That(module.named_buffers().Select(item => item.name), Does.Not.Contain("cache"));
            Assert.That(module.state_dict().Keys, Does.Not.Contain("cache"));
        });
    }

    [Test]
    public void Train_AndEval_ReachEveryModule()
    {
        using var module = new Derived();
        Assert.That(module.modules().Append(module).All(m => m.training), Is.True);
        module.eval();
        Assert.That(module.modules().Append(module).Any(m => m.training), Is.False);
        module.train();
        Assert.That(module.modules().Append(module).All(m => m.training), Is.True);
    }

    [Test]
    public void Apply_CallsChildrenBeforeParents()
    {
        using var module = new Derived();
        var seen = new List<nn.Module>();
        Assert.That(module.apply(seen.Add), Is.SameAs(module));
        Assert.Multiple(() =>
        {
            Assert.That(seen, Has.Count.EqualTo(9));
            Assert.That(seen[^1], Is.SameAs(module));
            Assert.That(seen.IndexOf(module.get_module("_list.0")), Is.LessThan(seen.IndexOf(module.get_module("_list"))));
        });
    }

    [Test]
    public void To_OtherType_ReplacesFieldsPropertiesAndGradients_AndKeepsIntegers()
    {
        using var module = new Derived();
        using (var scope = NewDisposeScope())
        {
            module.call(ones(2, 3)).sum().backward();
        }

        var before = module.get_parameter("_scale")!;
        Assert.That(module.to(ScalarType.Float64), Is.SameAs(module));
        using (NewDisposeScope())
        {
            Assert.Multiple(() =>
            {
                Assert.That(before.IsInvalid, Is.True, "the old parameter is disposed");
                Assert.That(module.Scale, Is.SameAs(module.get_parameter("_scale")));
                Assert.That(module.parameters().Select(p => p.dtype), Has.All.EqualTo(ScalarType.Float64));
                Assert.That(module.Scale.requires_grad && module.Scale.is_leaf, Is.True);
                Assert.That(module.Scale.grad!.dtype, Is.EqualTo(ScalarType.Float64));
                Assert.That(module.get_buffer("_table")!.dtype, Is.EqualTo(ScalarType.Int64));
                Assert.That(module.call(ones(2, 3, dtype: ScalarType.Float64)).dtype, Is.EqualTo(ScalarType.Float64));
                Assert.That(() => module.to(ScalarType.Int64), Throws.ArgumentException.With.Message.Contains("Int64"));
            });
        }

        var unchanged = module.Scale;
        module.@double().cpu().to("cpu");
        Assert.That(module.Scale, Is.SameAs(unchanged), "nothing to move");
    }

    [Test]
    public void ModuleInAScope_KeepsTheParametersOfItsLayers()
    {
        Linear linear;
        Embedding embedding;
        LayerNorm norm;
        using (NewDisposeScope())
        {
            (linear, embedding, norm) = (nn.Linear(2, 3), nn.Embedding(4, 2), nn.LayerNorm(3));
        }

        using (linear)
        using (embedding)
        using (norm)
        using (NewDisposeScope())
        {
            Assert.That(norm.call(linear.call(embedding.call(tensor(new long[] { 0, 3 })))).shape, Is.EqualTo(new long[] { 2, 3 }));
        }
    }

    [Test]
    public void Parameter_TakesTheTensorsHandleAndScope()
    {
        Parameter kept, dropped;
        using (NewDisposeScope())
        {
            var data = zeros(2);
            dropped = nn.Parameter(data);
            kept = new Parameter(zeros(3).DetachFromDisposeScope(), requires_grad: false);
            Assert.That(data.IsInvalid, Is.True);
            Assert.That(dropped.requires_grad && dropped.is_leaf, Is.True);
        }

        Assert.That((dropped.IsInvalid, kept.IsInvalid, kept.requires_grad), Is.EqualTo((true, false, false)));
        kept.Dispose();
    }

    [Test]
    public void ZeroGrad_DropsGradientsOrFillsThemWithZeros()
    {
        using var linear = nn.Linear(2, 1);
        using var scope = NewDisposeScope();
        linear.call(ones(1, 2)).sum().backward();
        linear.zero_grad(set_to_none: false);
        Assert.That(linear.weight.grad!.abs().sum().item<float>(), Is.Zero);
        linear.zero_grad();
        Assert.That(linear.weight.grad, Is.Null);
    }

    [Test]
    public void Hooks_SeeAndReplaceInputsAndOutputs_UntilRemoved()
    {
        using var identity = nn.Identity();
        using var scope = NewDisposeScope();
        var calls = new List<string>();
        var removers = new[]
        {
            identity.register_forward_pre_hook(_ => calls.Add("module before")),
            identity.register_forward_hook(_ => calls.Add("module after")),
        };
        var double_ = identity.register_forward_pre_hook((_, input) => input * 2);
        var plusInput = identity.register_forward_hook((_, input, output) => output + input);
        Assert.That(identity.call(ones(1)).item<float>(), Is.EqualTo(4));
        Assert.That(calls, Is.EqualTo(new[] { "module before", "module after" }));
        double_.remove();
        plusInput.remove();
        plusInput.remove();
        Array.ForEach(removers, remover => remover.remove());
        Assert.That(identity.call(ones(1)).item<float>(), Is.EqualTo(1));
        Assert.That(calls, Has.Count.EqualTo(2));
    }

    [Test]
    public void Call_SeveralInputs_HooksReplaceThemTogether()
    {
        using var weighted = new Weighted();
        using var scope = NewDisposeScope();
        Assert.That(weighted.call(ones(1), 3).item<float>(), Is.EqualTo(3));
        weighted.register_forward_pre_hook((_, x, factor) => (x, factor + 1));
        weighted.register_forward_hook((_, _, factor, result) => result + factor);
        Assert.That(weighted.call(ones(1), 3).item<float>(), Is.EqualTo(8));
    }

    [Test]
    public void Dispose_DisposesWhatIsBelow()
    {
        var module = new Derived();
        var parameters = module.parameters().ToList();
        module.Dispose();
        module.Dispose();
        Assert.That(parameters.All(p => p.IsInvalid), Is.True);
    }
}
