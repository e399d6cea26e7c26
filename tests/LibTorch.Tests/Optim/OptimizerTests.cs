using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LibTorch.Tests.Optim;

/// <summary>Twenty steps of each optimizer against Python's, by the gradients and results in the oracle's file.</summary>
[NoLeakedTensors]
public sealed class OptimizerTests
{
    private static readonly Dictionary<string, Func<Parameter[], OptimizerHelper>> _optimizers = new()
    {
        ["adamw"] = p => optim.AdamW(p, lr: 0.01, weight_decay: 0.1),
        ["adamw-plain"] = p => optim.AdamW(p, lr: 0.02, beta1: 0.8, beta2: 0.95, eps: 1e-6),
        ["adamw-amsgrad"] = p => optim.AdamW(p, lr: 0.01, weight_decay: 0.1, amsgrad: true),
        ["adamw-maximize"] = p => optim.AdamW(p, lr: 0.01, weight_decay: 0.1, maximize: true),
        ["adam"] = p => optim.Adam(p, lr: 0.01),
        ["adam-decay"] = p => optim.Adam(p, lr: 0.01, weight_decay: 0.1, amsgrad: true),
        ["sgd"] = p => optim.SGD(p, 0.1),
        ["sgd-momentum"] = p => optim.SGD(p, 0.1, momentum: 0.9, dampening: 0.5, weight_decay: 0.1),
        ["sgd-nesterov"] = p => optim.SGD(p, 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.1, maximize: true),
    };

    [TestCaseSource(nameof(Names))]
    public void TwentySteps_AreThoseOfPython(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var (type, tolerance) in new[] { (ScalarType.Float64, 1e-12), (ScalarType.Float32, 1e-6) })
        {
            var parameters = Start(type);
            using var optimizer = _optimizers[name](parameters);
            for (var step = 0; step < 20; step++)
            {
                SetGradients(parameters, step);
                optimizer.step();
            }

            for (var i = 0; i < parameters.Length; i++)
            {
                Close.To(parameters[i], Oracle.Read($"optim/{name}/{i}"), tolerance, $"{name}, parameter {i}, {type}");
            }
        }
    }

    [Test]
    public void State_SavedAndLoaded_ContinuesAsIfUnbroken([Values] bool asBytes)
    {
        using var scope = NewDisposeScope();
        foreach (var make in _optimizers.Values)
        {
            var (straight, broken) = (Start(ScalarType.Float32), Start(ScalarType.Float32));
            using var unbroken = make(straight);
            using var before = make(broken);
            Run(unbroken, straight, 0, 6);
            Run(before, broken, 0, 3);
            using var after = make(broken);
            after.ParamGroups.First().LearningRate = 7;
            if (asBytes)
            {
                using var stream = new MemoryStream();
                before.save_state_dict(new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true));
                stream.Position = 0;
                after.load_state_dict(new BinaryReader(stream));
            }
            else
            {
                after.load_state_dict(before.state_dict());
                Assert.That(
                    after.state_dict().State.Zip(before.state_dict().State).All(pair => pair.First.ApproximatelyEquals(pair.Second)),
                    Is.True);
            }

            before.Dispose();
            Run(after, broken, 3, 6);
            Assert.That(broken.Zip(straight).All(pair => pair.First.Equals(pair.Second)), Is.True, unbroken.GetType().Name);
        }
    }

    [Test]
    public void LoadStateDict_AnotherOptimizers_IsAnError()
    {
        using var scope = NewDisposeScope();
        var parameters = Start(ScalarType.Float32);
        using var adamW = optim.AdamW(parameters);
        using var adam = optim.Adam(parameters);
        using var smaller = optim.AdamW(parameters[..1]);
        using var stream = new MemoryStream();
        adam.save_state_dict(new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true));
        stream.Position = 0;
        Assert.Multiple(() =>
        {
            Assert.That(
                () => adamW.load_state_dict(new BinaryReader(stream)),
                Throws.InstanceOf<InvalidDataException>().With.Message.Contains("expected 'AdamW', but found 'Adam'"));
            Assert.That(() => adamW.load_state_dict(smaller.state_dict()), Throws.ArgumentException.With.Message.Contains("1 parameters"));
        });
    }

    [Test]
    public void Groups_HaveTheirOwnSettings_AndTakeTheRestFromTheOptimizer()
    {
        using var scope = NewDisposeScope();
        var parameters = Start(ScalarType.Float64);
        using var optimizer = optim.AdamW(
            [
                new AdamW.ParamGroup(parameters[..1], new AdamW.Options { weight_decay = 0.5 }),
                new AdamW.ParamGroup(parameters[1..2], lr: 0.5),
            ],
            lr: 0.1, beta1: 0.7);
        optimizer.add_param_group(new AdamW.ParamGroup { Parameters = parameters[2..] });
        var options = optimizer.state_dict().Options.Cast<AdamW.Options>().ToList();
        Assert.Multiple(() =>
        {
            Assert.That(optimizer.ParamGroups.Select(group => group.LearningRate), Is.EqualTo(new[] { 0.1, 0.5, 0.1 }));
            Assert.That(options.Select(o => o.weight_decay), Is.EqualTo(new double?[] { 0.5, 0, 0 }));
            Assert.That(options.Select(o => o.beta1), Is.EqualTo(new double?[] { 0.7, 0.9, 0.7 }));
            Assert.That(optimizer.parameters(), Is.EqualTo(parameters).Using<Parameter>(ReferenceEquals));
            Assert.That(optimizer.state_dict().StateIndexRef, Is.EqualTo(new List<List<int>> { new() { 0 }, new() { 1 }, new() { 2 } }));
        });
    }

    [Test]
    public void Step_ParametersWithoutGradient_AreLeftAlone_AndCatchUpOnTheirOwnCount()
    {
        using var scope = NewDisposeScope();
        var together = Start(ScalarType.Float64);
        var alone = Start(ScalarType.Float64);
        using var optimizer = optim.AdamW(together, lr: 0.1);
        using var reference = optim.AdamW(alone[..1], lr: 0.1);
        var before = together[0].clone();
        SetGradients(together, 0);
        together[0].grad = null;
        optimizer.step();
        Assert.That(together[0].Equals(before), Is.True);
        SetGradients(together, 1);
        SetGradients(alone, 1);
        optimizer.step();
        reference.step();
        Assert.That(together[0].Equals(alone[0]), Is.True, "the first step that has a gradient is step 1");
    }

    [Test]
    public void Step_WithClosure_ComputesTheLossWithGradientsOn()
    {
        using var layer = nn.Linear(2, 1);
        using var optimizer = optim.SGD(layer.named_parameters(), 0.1);
        using var scope = NewDisposeScope();
        Tensor Loss()
        {
            layer.zero_grad();
            var loss = layer.call(ones(1, 2)).square().sum();
            loss.backward();
            return loss;
        }

        using (no_grad())
        {
            var first = optimizer.step(Loss)!.item<float>();
            Assert.That(optimizer.step(Loss)!.item<float>(), Is.LessThan(first));
        }
    }

    [Test]
    public void ZeroGrad_FillsGradientsWithZeros()
    {
        using var scope = NewDisposeScope();
        var parameters = Start(ScalarType.Float32);
        using var optimizer = optim.Adam(parameters);
        SetGradients(parameters, 0);
        optimizer.zero_grad();
        Assert.That(parameters.Select(p => p.grad!.abs().sum().item<float>()), Has.All.Zero);
    }

    [Test]
    public void ClipGradNorm_ScalesToTheNorm_AndReturnsTheOneBefore([Values(1.0, 2.0, double.PositiveInfinity)] double p)
    {
        using var scope = NewDisposeScope();
        var parameters = Start(ScalarType.Float64);
        SetGradients(parameters, 3);
        double Norm() => cat(parameters.Select(x => x.grad!.flatten()).ToList()).norm((float)p).to(ScalarType.Float64).item<double>();
        var before = Norm();
        Assert.That(nn.utils.clip_grad_norm_(parameters, 100, p), Is.EqualTo(before).Within(1e-9));
        Assert.That(Norm(), Is.EqualTo(before).Within(1e-12), "already shorter");
        Assert.That(nn.utils.clip_grad_norm_(parameters, 0.25, p), Is.EqualTo(before).Within(1e-9));
        Assert.That(Norm(), Is.EqualTo(0.25).Within(1e-5));
        nn.utils.clip_grad_value_(parameters, 0.01);
        Assert.That(parameters.Max(x => x.grad!.abs().max().item<double>()), Is.EqualTo(0.01).Within(1e-12));
    }

    [Test]
    public void Vector_OfParameters_GoesBackIntoThem()
    {
        using var scope = NewDisposeScope();
        var parameters = Start(ScalarType.Float32);
        var vector = nn.utils.parameters_to_vector(parameters);
        var before = parameters.Select(p => p.detach().clone()).ToList();
        nn.utils.vector_to_parameters(vector.detach() * 2, parameters);
        Assert.That(vector.shape, Is.EqualTo(new[] { parameters.Sum(p => p.numel()) }));
        Assert.That(parameters.Zip(before).All(pair => pair.First.Equals(pair.Second * 2)), Is.True);
    }

    private static IEnumerable<string> Names() => _optimizers.Keys;

    private static Parameter[] Start(ScalarType type) =>
        [.. Enumerable.Range(0, 3).Select(i => new Parameter(Oracle.Read($"optim/start/{i}").to(type, copy: true)))];

    private static void SetGradients(Parameter[] parameters, int step)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i].grad = Oracle.Read($"optim/grads/{i}")[step].to(parameters[i].dtype);
        }
    }

    private static void Run(OptimizerHelper optimizer, Parameter[] parameters, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            SetGradients(parameters, step);
            optimizer.step();
        }
    }
}
