using System.Security.Cryptography;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plugins;
using UniMem.Memory;

namespace UniMem.Experiments.Tests.Plugins;

public sealed class PluginTests
{
    private TemporaryFolder _folder = null!;

    /// <summary>The sample plugin as the build left it.</summary>
    public static string Sample { get; } = Repository.Built("SamplePlugin");

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Load_Plugin_AddsItsComponentsAndRecordsWhatItWas()
    {
        var registry = ResolvedRun.BuiltIn();
        var plugin = Load(registry, Sample).Single();

        Assert.That((plugin.Name, plugin.Version), Is.EqualTo(("SamplePlugin", "1.2.3")));
        Assert.That(plugin.Sha256, Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Sample)))));
        Assert.That(registry.Find(typeof(ManagerConfig), "every_other")!.IsSubclassOf(typeof(ManagerConfig)), "the types on both sides are the same");
    }

    [Test]
    public void Load_RelativePath_StartsAtTheFileThatNamesIt()
    {
        var relative = Path.GetRelativePath(_folder.Path, Sample);
        Assert.That(Load(new ComponentRegistry(), relative), Has.Count.EqualTo(1));
    }

    [Test]
    public void Load_MissingFile_IsToldInOneLine() => Refuses("no/such.dll", $"there is no file {_folder.At("no/such.dll")}; build the plugin, or mend the path.");

    [Test]
    public void Load_FileThatIsNoAssembly_IsToldInOneLine() => Refuses(_folder.Write("text.dll", "hello"), "text.dll is not a .NET assembly.");

    [Test]
    public void Load_AssemblyWithoutComponents_IsToldInOneLine() =>
        Refuses(Path.Combine(Path.GetDirectoryName(Sample)!, "SamplePlugin.Support.dll"), "holds no component; a component is a record with [Component(\"name\")].");

    [Test]
    public void Load_SameFileTwice_IsRefused() => Refuses($"{Sample}, {Sample}", "is listed twice.", "plugins[1]");

    [Test]
    public void Load_TwoPluginsWithOneName_NamesBoth()
    {
        var copy = _folder.At("Copy.dll");
        File.Copy(Sample, copy);
        Refuses($"{Sample}, {copy}", "two components of kind ManagerConfig are called 'broken_at_work': SamplePlugin.BrokenAtWorkConfig of SamplePlugin and SamplePlugin.BrokenAtWorkConfig of SamplePlugin.", "plugins[1]");
    }

    private void Refuses(string files, string end, string path = "plugins[0]") =>
        Assert.That(() => Load(ResolvedRun.BuiltIn(), files), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith($"{_folder.At("run.yaml")}:1:").And.Message.Contains($": {path}: ").And.Message.EndsWith(end));

    private IReadOnlyList<LoadedPlugin> Load(ComponentRegistry registry, string files) =>
        PluginLoader.Load(ConfigFiles.Load(_folder.Write("run.yaml", $"plugins: [{files}]"))["plugins"], registry);
}
