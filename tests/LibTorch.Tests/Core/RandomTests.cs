using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LibTorch.Tests.Core;

/// <summary>The same seeds give the same numbers: as Python, again, and after saving and restoring a generator's state.</summary>
[NoLeakedTensors]
public sealed class RandomTests
{
    private static readonly Dictionary<string, Func<Tensor>> _asPython = new()
    {
        ["rand"] = () => rand(5),
        ["randn"] = () => randn(5),
        ["randn-long"] = () => randn(19),
        ["randint"] = () => randint(3, 40, 6),
        ["randperm"] = () => randperm(9),
        ["bernoulli"] = () => bernoulli(full(12, 0.3f)),
        ["multinomial"] = () => multinomial(tensor(new[] { 0.1f, 0.2f, 0.7f }), 6, replacement: true),
        ["uniform_"] = () => empty(5).uniform_(-2, 3),
        ["normal_"] = () => empty(5).normal_(1, 2),
        ["exponential_"] = () => empty(5).exponential_(2),
        ["dropout"] = () => nn.functional.dropout(ones(12), 0.25),
        ["xavier_uniform_"] = () => nn.init.xavier_uniform_(empty(3, 4, 2), 1.5),
        ["xavier_normal_"] = () => nn.init.xavier_normal_(empty(3, 4)),
        ["kaiming_uniform_"] = () => nn.init.kaiming_uniform_(empty(3, 4), a: 0.5),
        ["kaiming_normal_"] = () => nn.init.kaiming_normal_(
            empty(3, 4), mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU),
        ["linear"] = () => FirstValues(nn.Linear(3, 2)),
        ["embedding"] = () => FirstValues(nn.Embedding(4, 3, padding_idx: 1)).reshape(4, 3),
    };

    private static readonly Dictionary<string, Func<Generator?, Tensor>> _withGenerator = new()
    {
        ["rand"] = g => rand(5, generator: g),
        ["randn"] = g => randn(5, generator: g),
        ["randint"] = g => randint(0, 40, 6, generator: g),
        ["randperm"] = g => randperm(20, generator: g),
        ["normal"] = g => normal(zeros(5), ones(5), g),
        ["bernoulli"] = g => bernoulli(full(32, 0.3f), g),
        ["bernoulli_"] = g => empty(32).bernoulli_(0.3, g),
        ["binomial"] = g => binomial(full(5, 100f), full(5, 0.5f), g),
        ["poisson"] = g => poisson(full(5, 50f), g),
        ["multinomial"] = g => multinomial(ones(50), 6, false, g),
        ["uniform_"] = g => empty(5).uniform_(0, 1, g),
        ["normal_"] = g => empty(5).normal_(0, 1, g),
        ["exponential_"] = g => empty(5).exponential_(1, g),
        ["init.uniform_"] = g => nn.init.uniform_(empty(5), 0, 1, g),
        ["init.normal_"] = g => nn.init.normal_(empty(5), 0, 1, g),
        ["init.trunc_normal_"] = g => nn.init.trunc_normal_(empty(5), generator: g),
    };

    [TestCaseSource(nameof(PythonNames))]
    public void Seed_GivesThePythonNumbers(string name)
    {
        using var scope = NewDisposeScope();
        using var generator = manual_seed(17);
        Close.To(_asPython[name]().detach(), Oracle.Read($"random/{name}"), 1e-5, name);
    }

    [TestCaseSource(nameof(GeneratorNames))]
    public void Generator_DrawsItsOwnStream_AndRestores(string name)
    {
        using var scope = NewDisposeScope();
        using var first = new Generator(7);
        using var second = new Generator(7);
        using var third = new Generator(8);
        var draw = _withGenerator[name];
        var one = draw(first);
        rand(3);
        Assert.That(draw(second).Equals(one), Is.True, "the same seed");
        Assert.That(draw(third).Equals(one), Is.False, "another seed");

        var state = first.get_state();
        var next = draw(first);
        Assert.That(next.Equals(one), Is.False, "the stream goes on");
        third.set_state(state);
        Assert.That(draw(third).Equals(next), Is.True, "the state of another");
        Assert.That(draw(first).Equals(draw(third)), Is.True, "and so on");
        first.manual_seed(7);
        Assert.That((draw(first).Equals(one), first.initial_seed()), Is.EqualTo((true, 7)));
    }

    [Test]
    public void DefaultGenerator_StateRestored_GivesTheSameStream()
    {
        using var scope = NewDisposeScope();
        var state = get_rng_state();
        var before = (rand(3), randn_like(zeros(4)), rand_like(zeros(2)), randint_like(zeros(6), 0, 50), empty(5).random_(0, 100));
        set_rng_state(state);
        Assert.That(rand(3).Equals(before.Item1), Is.True);
        Assert.That(randn_like(zeros(4)).Equals(before.Item2), Is.True);
        Assert.That(rand_like(zeros(2)).Equals(before.Item3), Is.True);
        Assert.That(randint_like(zeros(6), 0, 50).Equals(before.Item4), Is.True);
        Assert.That(empty(5).random_(0, 100).Equals(before.Item5), Is.True);
        using var seeded = manual_seed(99);
        Assert.That((initial_seed(), seeded.initial_seed()), Is.EqualTo((99, 99)));
    }

    [Test]
    public void Dropout_InTraining_KeepsTheMean_AndInEvaluationTheInput()
    {
        using var scope = NewDisposeScope();
        using var generator = manual_seed(3);
        using var layer = nn.Dropout(0.25);
        var x = ones(4000, requires_grad: true);
        var y = layer.call(x);
        y.sum().backward();
        Assert.Multiple(() =>
        {
            Assert.That(y.unique().Item1.data<float>().ToArray(), Is.EqualTo(new[] { 0f, 1 / 0.75f }).Within(1e-6));
            Assert.That(y.mean().item<float>(), Is.EqualTo(1).Within(0.05));
            Assert.That(x.grad!.Equals(y), Is.True, "the gradient has the same mask");
        });
        layer.eval();
        Assert.That(layer.call(x).Equals(x), Is.True);
    }

    [Test]
    public void RandomLeakyRelu_OutsideOfTraining_HasTheMeanSlope()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { -8f, 2 });
        Assert.That(x.rrelu(0.25, 0.5).Equals(tensor(new[] { -3f, 2 })), Is.True);
        Assert.That(x.rrelu_(0.25, 0.5).Equals(tensor(new[] { -3f, 2 })), Is.True);
    }

    [Test]
    public void TruncatedNormal_StaysWithinItsBounds_AndHasTheDeviationOfThem()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var x = nn.init.trunc_normal_(empty(20000), mean: 1, std: 0.5, a: 0.5, b: 1.5, generator);
        Assert.Multiple(() =>
        {
            Assert.That(x.min().item<float>(), Is.InRange(0.5f, 0.51f));
            Assert.That(x.max().item<float>(), Is.InRange(1.49f, 1.5f));
            Assert.That(x.mean().item<float>(), Is.EqualTo(1).Within(0.01));
            Assert.That(
                x.std().item<float>(),
                Is.EqualTo(0.5 * Math.Sqrt(1 - (2 * 0.24197072 / 0.68268949))).Within(0.005),
                "the textbook's variance");
        });
    }

    [Test]
    public void Fills_AndGains_AreTheirDefinitions()
    {
        using var scope = NewDisposeScope();
        using var parameter = nn.Parameter(empty(2, 3));
        Assert.Multiple(() =>
        {
            Assert.That(nn.init.zeros_(parameter).Equals(zeros(2, 3)), Is.True);
            Assert.That(nn.init.ones_(parameter).Equals(ones(2, 3)), Is.True);
            Assert.That(nn.init.constant_(parameter, 2.5), Is.SameAs(parameter));
            Assert.That(parameter.Equals(full(new long[] { 2, 3 }, 2.5f)) && parameter.is_leaf, Is.True);
            Assert.That(nn.init.calculate_gain(nn.init.NonlinearityType.LeakyReLU, 0.5), Is.EqualTo(Math.Sqrt(1.6)).Within(1e-12));
            Assert.That(nn.init.CalculateFanInAndFanOut(zeros(4, 3, 5)), Is.EqualTo((15L, 20L)));
            Assert.That(() => nn.init.xavier_normal_(zeros(4)), Throws.ArgumentException.With.Message.Contains("fewer than 2"));
        });
    }

    private static Tensor FirstValues(nn.Module module)
    {
        using (module)
        {
            return cat(module.parameters().Select(p => p.detach().flatten()).ToList());
        }
    }

    private static IEnumerable<string> PythonNames() => _asPython.Keys;

    private static IEnumerable<string> GeneratorNames() => _withGenerator.Keys;
}
