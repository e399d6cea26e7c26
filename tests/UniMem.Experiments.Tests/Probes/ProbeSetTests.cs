using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Probes;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Tests.Probes;

public sealed class ProbeSetTests
{
    [Test]
    public void Of_UniMixByDefault_ChangesEachPartOfEachMemory()
    {
        var probes = ProbeSet.Of(Config("unimix"), ProbeRequest.Default);
        Assert.That(probes.Select(probe => $"{probe.Kind} {probe.Memory} {probe.Value}/{probe.Trained}"), Is.EqualTo(new[]
        {
            "Own  /", "Memory  off/on", "Memory  other/on", "Memory recent off/on", "Memory summary off/on", "Memory recent other/on", "Memory summary other/on",
            "Capacity recent 0/128", "Capacity recent 64/128", "Capacity recent 128/128", "Capacity recent 256/128",
            "Capacity summary 0/4", "Capacity summary 2/4", "Capacity summary 4/4", "Capacity summary 8/4",
            "TopK recent 2/4", "TopK recent 4/4", "TopK recent 8/4", "Window recent 32/64", "Window recent 64/64", "Window recent 128/64",
        }));
        Assert.That(probes.Single(probe => probe is { Kind: ProbeKind.Window, Value: "32" }).Overrides, Is.EqualTo(new[]
        {
            "model.memories.recent.read.readers.0.pattern.patterns.0.size=32", "model.memories.recent.read.readers.1.among.pattern.patterns.0.size=32",
        }), "the window that top-k leaves out is the one that the other reader reads");
        Assert.That(probes.Where(probe => probe.Value == probe.Trained).SelectMany(probe => probe.Overrides), Is.Empty, "the run as it was");
        Assert.That(
            probes.Single(probe => probe is { Kind: ProbeKind.Capacity, Memory: "summary", Value: "0" }).Words(["evaluation.split=test"]),
            Is.EqualTo("evaluation.split=test evaluation.memory=off 'evaluation.memories=[summary]'"));
    }

    [Test]
    public void Of_Vanilla_ReadsOverlappingWindowsAndNothingElse()
    {
        var probes = ProbeSet.Of(Config("vanilla"), ProbeRequest.Default);
        Assert.That(probes.SelectMany(probe => probe.Overrides), Is.EqualTo(new[] { "evaluation.stride=8", "evaluation.stride=4" }));
        Assert.That(probes.Select(probe => probe.Work), Is.EqualTo(new[] { 1, 2, 4 }));
    }

    [Test]
    public void Of_NumbersAndMultiples_AreAscendingEachOnceWithTheTrainedOne()
    {
        var probes = ProbeSet.Of(Config("transformer-xl"), new ProbeRequest { Capacity = ProbeValue.ParseList("--capacity", "96,2x,0,16") });
        Assert.That(probes.Skip(1).Select(probe => probe.Value), Is.EqualTo(new[] { "0", "16", "48", "96" }));
        Assert.That(probes[1].Overrides, Is.EqualTo(new[] { "evaluation.memory=off" }));
    }

    [TestCase("--window", "24", "longformer", "--window: memory 'recent' is read through windows of different sizes (64, 32); write multiples such as 0.5x,2x.")]
    [TestCase("--top-k", "0", "unimix", "--top-k: 0 is too small; write at least 1.")]
    [TestCase("--stride", "0", "vanilla", "--stride: 0 is too small; write at least 1.")]
    [TestCase("--capacity", "many", "unimix", "--capacity: 'many' is no number; write numbers such as 0,32,64")]
    [TestCase("--capacity", "-4", "unimix", "--capacity: '-4' is no number")]
    public void Of_NumbersThatCannotBe_AreRefused(string option, string numbers, string method, string message)
    {
        Assert.That(Make, Throws.TypeOf<ConfigurationException>().With.Message.StartsWith(message));

        IReadOnlyList<Probe> Make()
        {
            var values = ProbeValue.ParseList(option, numbers);
            return ProbeSet.Of(Config(method), option switch
            {
                "--window" => new() { Window = values },
                "--top-k" => new() { TopK = values },
                "--stride" => new() { Stride = values },
                _ => new() { Capacity = values },
            });
        }
    }

    private static RunConfig Config(string method)
    {
        var fragment = (ConfigMap)ConfigFiles.Load(Repository.At($"configs/methods/{method}.yaml"))["model"]!;
        return ResolvedRun.Load(Repository.At("configs/runs/tiny.yaml"), $"model={YamlWriter.OneLine(fragment)}").Config;
    }
}
