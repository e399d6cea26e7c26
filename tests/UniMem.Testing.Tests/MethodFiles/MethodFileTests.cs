using System.Reflection;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;
using UniMem.Memory;
using UniMem.Memory.Injection;

namespace UniMem.Testing.Tests.MethodFiles;

/// <summary>Every part that a file of <c>configs/methods</c> uses, with the settings that it has there.</summary>
[Category("Slow")]
public sealed class MethodFileTests
{
    /// <summary>Distances by columns are those of one program, which has no columns after top-k: departures.md says so.</summary>
    private const string ByColumns = "distances: columns";

    private static IEnumerable<TestCaseData> Parts => Directory
        .EnumerateFiles(At("configs/methods"), "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .SelectMany(Of).DistinctBy(Written)
        .Select(part => new TestCaseData(part).SetArgDisplayNames(ComponentRegistry.KindOf(part.GetType()).Name, Written(part)));

    [TestCaseSource(nameof(Parts))]
    public void Part_WithTheSettingsOfAMethodFile_KeepsItsContract(ComponentConfig part)
    {
        var violations = ContractRun.Violations(Contract(part), part);
        var expected = part is PositionPolicyConfig && Written(part).Contains(ByColumns, StringComparison.Ordinal) ? new[] { "views-disagree" } : [];
        Assert.That(violations.Keys, Is.EqualTo(expected), string.Join("\n\n", violations.Values));
    }

    private static Type Contract(ComponentConfig part) => (part switch
    {
        ManagerConfig => typeof(GivenManager<>),
        WriterConfig => typeof(GivenWriter<>),
        ReaderConfig => typeof(GivenReader<>),
        GatedInjectorConfig => typeof(GivenGate<>),
        MemoryTokenInjectorConfig => typeof(GivenInput<>),
        InjectorConfig => typeof(GivenJoint<>),
        AttentionPattern => typeof(GivenPattern<>),
        _ => typeof(GivenPolicy<>),
    }).MakeGenericType(part.GetType());

    private static IEnumerable<ComponentConfig> Of(string file)
    {
        var run = ConfigMerge.Over(ConfigFiles.Load(At("configs/models/tiny.yaml")), ConfigFiles.Load(file));
        var model = ResolvedRun.Of(ConfigOverride.Apply(ConfigMerge.Over(run, ConfigFiles.Load(At("configs/data/austen.yaml"))), ["name=test"])).Config.Model;
        return [model.Positions, .. model.Local, .. model.Memories.Values.SelectMany(Of)];
    }

    private static IEnumerable<ComponentConfig> Of(MemoryConfig memory) =>
        [memory.Write, memory.Manage, memory.Read, memory.Inject, .. memory.Inject switch
        {
            JointInjectorConfig joint => [joint.Positions],
            GatedInjectorConfig gated => [gated.Positions],
            _ => Array.Empty<PositionPolicyConfig>(),
        }];

    private static string Written(ComponentConfig part) => $"{ComponentRegistry.KindOf(part.GetType()).Name} {YamlWriter.OneLine(new ConfigUnbinder().Node(part))}";

    private static string At(string relative) => Path.Combine(
        typeof(MethodFileTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Repository").Value!, relative);
}
