using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace LibTorch.Tests.Operators;

/// <summary>Every operator we offer has a case, or stands here with the reason why it has none.</summary>
public sealed class CoverageTests
{
    private static readonly HashSet<string> _elsewhere = [];

    [Test]
    public void EveryOperator_HasACase()
    {
        var cased = OracleCase.All().Select(@case => @case.Name).ToHashSet();
        var offered = Binder.Owners
            .SelectMany(owner => owner.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName && Returns(method.ReturnType))
            .Select(method => method.Name)
            .ToHashSet();
        var open = offered.Where(name => !cased.Contains(name) && !cased.Contains(name.TrimEnd('_')) && !_elsewhere.Contains(name)).Order().ToList();
        Assert.That(open, Is.Empty, $"no case for: {string.Join(' ', open)}");
    }

    private static bool Returns(Type type) =>
        type == typeof(Tensor) || type.IsAssignableTo(typeof(IEnumerable<Tensor>)) || type.IsGenericType && type.GetGenericArguments().Contains(typeof(Tensor));
}
