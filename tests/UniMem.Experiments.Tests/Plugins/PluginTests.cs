using System.Runtime.InteropServices;
using System.Security.Cryptography;
using UniMem.Cli;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Plugins;
using UniMem.Memory;

namespace UniMem.Experiments.Tests.Plugins;

public sealed class PluginTests
{
    private TemporaryFolder _folder = null!;

    /// <summary>The sample plugin as the build left it.</summary>
    public static string Sample { get; } = PluginFile.Built("SamplePlugin");

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
    public void Load_CopyOfUniMemBesideIt_IsPassedOver()
    {
        var copy = CopyOfSample();
        File.Copy(typeof(ComponentConfig).Assembly.Location, _folder.At("UniMem.dll"));
        var registry = new ComponentRegistry();
        Load(registry, copy);

        Assert.That(registry.Find(typeof(ManagerConfig), "every_other"), Is.Not.Null);
    }

    [Test]
    public void Load_MissingFile_IsToldInOneLine() => Refuses("no/such.dll", $"there is no file {_folder.At("no/such.dll")}; build the plugin, or mend the path.");

    [Test]
    public void Load_Folder_IsToldInOneLine() => Refuses(_folder.Path, $"{_folder.Path} is a folder; name the assembly in it, such as {Path.GetFileName(_folder.Path)}.dll.");

    [Test]
    public void Load_FileThatIsNoAssembly_IsToldInOneLine() =>
        Refuses(_folder.Write("text.dll", "hello"), "text.dll is not a .NET assembly; name the .dll that the plugin's project builds.");

    [Test]
    public void Load_NativeLibrary_IsToldInOneLine()
    {
        var native = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory())
            .First(file => Path.GetFileNameWithoutExtension(file) is "libcoreclr" or "coreclr");
        Refuses(native, $"{native} is not a .NET assembly; name the .dll that the plugin's project builds.");
    }

    [Test]
    public void Load_AssemblyWithoutComponents_IsToldInOneLine() => Refuses(
        Path.Combine(Path.GetDirectoryName(Sample)!, "SamplePlugin.Support.dll"), "holds no component; a component is a record with [Component(\"name\")].");

    [Test]
    public void Load_BuiltAgainstAnotherUniMem_NamesBothVersions() => Refuses(
        PluginFile.AgainstVersion(Sample, "UniMem", major: 9, _folder.At("Later.dll")),
        "Later.dll was built against UniMem 9.1.0, and this is 0.1.0; build it again against this version.");

    [Test]
    public void Load_UsesAMemberThatThisUniMemLacks_NamesIt()
    {
        CopyOfSample();
        Refuses(
            PluginFile.Renamed(Sample, "get_RankFromNewest", "get_RankFromLatest", _folder.At("Later.dll")),
            "Later.dll uses what this UniMem 0.1.0 does not have: Method not found: 'Tensor UniMem.Memory.SlotView.get_RankFromLatest()'. Build it again against this one.");
    }

    [Test]
    public void Load_OverridesWhatThisUniMemDoesNotAskFor_IsToldInOneLine()
    {
        CopyOfSample();
        Refuses(
            PluginFile.Renamed(Sample, "Build\0", "Bilda\0", _folder.At("Later.dll")),
            "Later.dll does not fit this UniMem 0.1.0: Method 'Build' in type 'SamplePlugin.BrokenAtWorkConfig'", whole: false);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Load_DependencyThatIsMissing_NamesIt(bool manifest)
    {
        var copy = CopyOfSample(manifest);
        File.Delete(_folder.At("SamplePlugin.Support.dll"));
        Refuses(copy, "SamplePlugin.dll needs SamplePlugin.Support 0.1.0.0, which does not lie beside it; set EnableDynamicLoading in its project, "
            + "so that a build copies what it depends on, and build it again.");
    }

    [Test]
    public void Load_ConstructorThatThrows_NamesItAndWhatItThrows() => Refuses(
        PluginFile.Built("Throwing"), "Throwing.dll holds Throwing.ThrowingConfig, whose constructor throws NotSupportedException: thrown on purpose");

    [Test]
    public void Load_ComponentThatNobodyCanMake_IsToldInOneLine() => Refuses(
        PluginFile.Built("Unfit"), "Unfit.dll holds Unfit.UnfitConfig, which bears [Component] and cannot be made: it must be a record that is neither "
            + "abstract nor generic and has a public constructor without parameters.");

    [Test]
    public void Load_SameFileTwice_IsRefused() => Refuses($"{Sample}, {Sample}", "is listed twice.", "plugins[1]");

    [Test]
    public void Load_TwoPluginsWithOneName_NamesBothFiles()
    {
        var copy = CopyOfSample();
        Refuses(
            $"{Sample}, {copy}",
            $"two components of kind ManagerConfig are called 'broken_at_work': SamplePlugin.BrokenAtWorkConfig of {Sample} and SamplePlugin.BrokenAtWorkConfig of {copy}; "
                + "give one of them another name.",
            "plugins[1]");
    }

    [Test]
    public void Load_NameOfABuiltInComponent_NamesBothAssemblies() => Refuses(
        PluginFile.Renamed(PluginFile.Built("EveryKind"), "\u0004hold", "\u0004fifo", _folder.At("Clash.dll")),
        "two components of kind ManagerConfig are called 'fifo': UniMem.Memory.Management.FifoConfig of UniMem and EveryKind.HoldConfig of EveryKind; "
            + "give one of them another name.");

    [Test]
    public void Explain_PluginOnTheCommandLine_JoinsThoseOfTheFile()
    {
        var run = _folder.Write("run.yaml", $"extends: [{Repository.At("configs/runs/tiny-transformer-xl.yaml")}]\nplugins: [{PluginFile.Built("EveryKind")}]\n");
        var (code, output, error) = Cli.Cli.Run(
            "explain", run, "--plugin", Sample, "model.memories.recent.manage={type: every_other, capacity: 5}", "training.schedule={type: halving}");

        Assert.That((code, error), Is.EqualTo((ExitCodes.Success, "")));
        Assert.That(output, Does.Contain("management        every_other {capacity: 5, dense: false}"));
    }

    [Test]
    public void Explain_PluginOnTheCommandLineThatIsNotThere_SaysWhereItWasNamed()
    {
        var (code, _, error) = Cli.Cli.Run("explain", Repository.At("configs/runs/tiny.yaml"), "--plugin", "no such.dll");

        Assert.That(code, Is.EqualTo(ExitCodes.Mistake));
        Assert.That(error, Does.StartWith("unimem: override 'plugins+='no such.dll'': plugins[0]: there is no file ").And.EndsWith("build the plugin, or mend the path.\n"));
    }

    private string CopyOfSample(bool manifest = true)
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Sample)!).Where(file => manifest || !file.EndsWith(".deps.json", StringComparison.Ordinal)))
        {
            File.Copy(file, _folder.At(Path.GetFileName(file)));
        }

        return _folder.At("SamplePlugin.dll");
    }

    private void Refuses(string files, string end, string path = "plugins[0]", bool whole = true) =>
        Assert.That(() => Load(ResolvedRun.BuiltIn(), files), Throws.TypeOf<ConfigurationException>()
            .With.Message.StartsWith($"{_folder.At("run.yaml")}:1:").And.Message.Contains($": {path}: ")
            .And.Message.Not.Contains("\n").And.Message.Contains(end).And.Message.EndsWith(whole ? end : ""));

    private IReadOnlyList<LoadedPlugin> Load(ComponentRegistry registry, string files) =>
        PluginLoader.Load(ConfigFiles.Load(_folder.Write("run.yaml", $"plugins: [{files}]"))["plugins"], registry);
}
