using System.Reflection;
using UniMem.Cli;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Native;
using UniMem.Training;

namespace UniMem.Experiments.Tests.Architecture;

/// <summary>References between projects run one way: TorchSharp, UniMem, Data and Native, Training, Experiments, Cli.</summary>
public sealed class ReferenceTests
{
    private static readonly (Assembly Assembly, string[] May)[] Layers =
    [
        (typeof(TorchSharp.torch).Assembly, []),
        (typeof(ComponentConfig).Assembly, ["TorchSharp"]),
        (typeof(DataConfig).Assembly, ["TorchSharp", "UniMem"]),
        (typeof(FusedAttention).Assembly, ["TorchSharp", "UniMem"]),
        (typeof(TrainingConfig).Assembly, ["TorchSharp", "UniMem", "UniMem.Data", "UniMem.Native"]),
        (typeof(RunConfig).Assembly, ["TorchSharp", "UniMem", "UniMem.Data", "UniMem.Native", "UniMem.Training"]),
        (typeof(CommandLine).Assembly, ["TorchSharp", "UniMem", "UniMem.Data", "UniMem.Native", "UniMem.Training", "UniMem.Experiments"]),
    ];

    private static IEnumerable<TestCaseData> Each => Layers.Select(layer => new TestCaseData(layer.Assembly, layer.May).SetArgDisplayNames(layer.Assembly.GetName().Name!));

    [TestCaseSource(nameof(Each))]
    public void Reference_BetweenOurProjects_GoesDownOnly(Assembly assembly, string[] may)
    {
        var ours = assembly.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name is "TorchSharp" or "unimem" || name.StartsWith("UniMem", StringComparison.Ordinal));
        Assert.That(ours, Is.SubsetOf(may));
    }

    [Test]
    public void Library_DependsOnTorchAndTheRuntimeAlone()
    {
        var others = typeof(ComponentConfig).Assembly.GetReferencedAssemblies().Select(name => name.Name!)
            .Where(name => name != "TorchSharp" && !name.StartsWith("System.", StringComparison.Ordinal) && name is not ("System" or "netstandard"));
        Assert.That(others, Is.Empty);
    }
}
