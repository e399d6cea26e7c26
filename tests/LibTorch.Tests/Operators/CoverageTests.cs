using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Operators;

/// <summary>Every operator we offer has a case, or stands here with the reason why it has none.</summary>
public sealed class CoverageTests
{
    /// <summary>Names by the tests that cover them.</summary>
    private static readonly Dictionary<string, string> _elsewhere = new()
    {
        [nameof(Core.LifetimeTests)] =
            "DetachFromDisposeScope MoveToOtherDisposeScope MoveToOuterDisposeScope "
            + "UnsafeCreateTensor WrappedTensorDisposeScope",
        [nameof(Core.RandomTests)] =
            "bernoulli bernoulli_ binomial exponential_ get_rng_state multinomial normal normal_ poisson rand rand_like "
            + "randint randint_like randn randn_like random_ randperm rrelu rrelu_ uniform_",
        [nameof(Core.CreationTests)] =
            "BoolTensor ByteTensor DoubleTensor FloatTensor IntTensor LongTensor ShortTensor as_tensor empty empty_like "
            + "empty_strided from_array frombuffer new_empty tensor",
        [nameof(Core.ConversionTests)] =
            "bfloat16 bool byte cdouble cfloat char complex conj cpu cuda double float half imag int long pin_memory polar real "
            + "short to to_type type view_as_complex view_as_real",
        [nameof(Core.AutogradTests)] = "requires_grad_ set_ with_requires_grad",
        [nameof(Core.IndexTests)] = "index index_put_",
    };

    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Test]
    public void EveryOperator_HasACase()
    {
        var cased = OracleCase.All().Select(@case => @case.Name).ToHashSet();
        var elsewhere = _elsewhere.Values.SelectMany(names => names.Split(' ')).ToHashSet();
        var offered = Binder.Owners
            .SelectMany(owner => owner.GetMethods(Declared))
            .Where(method => !method.IsSpecialName && Returns(method.ReturnType))
            .Select(method => method.Name)
            .ToHashSet();
        var open = offered
            .Where(name => !cased.Contains(name) && !cased.Contains(name.TrimEnd('_')) && !elsewhere.Contains(name))
            .Order()
            .ToList();
        Assert.That(open, Is.Empty, $"no case for: {string.Join(' ', open)}");
    }

    private static bool Returns(Type type) =>
        type == typeof(Tensor)
        || type.IsAssignableTo(typeof(IEnumerable<Tensor>))
        || (type.IsGenericType && type.GetGenericArguments().Contains(typeof(Tensor)));
}
