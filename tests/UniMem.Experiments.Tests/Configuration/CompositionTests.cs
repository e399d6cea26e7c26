using System.Text;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Tests.Yaml;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Tests.Configuration;

public sealed class CompositionTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Extends_SeveralFiles_LaterOnesAndTheFileItselfWin()
    {
        _folder.Write("base/a.yaml", "name: a\nbeds: 1\nsteps: [1, 2, 3]\ntree: {type: oak, height: 3, rings: 9}");
        _folder.Write("base/b.yaml", "extends: a.yaml\nbeds: 2\nsteps: [7]\ntree: {type: oak, height: 4}");
        var garden = Read(_folder.Write("g.yaml", "extends: [base/a.yaml, base/b.yaml]\nname: g"));

        Assert.That((garden.Name, garden.Beds), Is.EqualTo(("g", 2)));
        Assert.That(garden.Steps, Is.EqualTo(new[] { 7 }), "lists are replaced");
        Assert.That(garden.Tree, Is.EqualTo(new OakConfig { Height = 4, Rings = 9 }), "maps are merged");
    }

    [Test]
    public void Extends_OtherType_ReplacesTheComponent()
    {
        _folder.Write("a.yaml", "name: a\ntree: {type: oak, height: 3}");
        Assert.That(Read(_folder.Write("g.yaml", "extends: a.yaml\ntree: {type: moss}")).Tree, Is.EqualTo(new MossConfig()));
    }

    [Test]
    public void Extends_Null_RemovesWhatTheOtherFileSays()
    {
        _folder.Write("a.yaml", "name: a\nbeds: 9\nplots: {x: {plant: {type: moss}}, y: {plant: {type: oak}}}");
        var garden = Read(_folder.Write("g.yaml", "extends: a.yaml\nbeds: null\nplots: {x: null}"));

        Assert.That(garden.Beds, Is.EqualTo(2), "the default is back");
        Assert.That(garden.Plots.Keys, Is.EqualTo(new[] { "y" }));
    }

    [Test]
    public void Extends_MistakeInAnotherFile_IsToldWhereItWasWritten()
    {
        var a = _folder.Write("a.yaml", "name: a\ntree:\n  type: oak\n  height: tall");
        var g = _folder.Write("g.yaml", "extends: a.yaml\ntree: {rings: 3}");

        Assert.That(() => Read(g), Throws.TypeOf<ConfigurationException>().With.Message.EqualTo($"{a}:4:11: tree.height: expected a number; got 'tall'."));
    }

    [Test]
    public void Extends_Circle_IsToldWithTheWholeWay()
    {
        var a = _folder.Write("a.yaml", "extends: b.yaml");
        var b = _folder.Write("b.yaml", "extends: [a.yaml]");

        Assert.That(() => ConfigFiles.Load(a), Throws.TypeOf<ConfigurationException>().With.Message.EqualTo($"{b}:1:11: extends: goes in a circle: {a} -> {b} -> {a}."));
    }

    [Test]
    public void Extends_MissingFile_NamesTheNearestOne()
    {
        _folder.Write("models/tiny.yaml", "name: a");
        var g = _folder.Write("g.yaml", "extends: [models/tny.yaml]");

        Assert.That(() => ConfigFiles.Load(g), Throws.TypeOf<ConfigurationException>().With.Message.EqualTo(
            $"{g}:1:11: extends: there is no file 'models/tny.yaml', which would be {_folder.At("models/tny.yaml")}; did you mean 'tiny.yaml'?"));
    }

    [TestCase("", "says nothing")]
    [TestCase("- a", "this is a list")]
    [TestCase("hello", "this is 'hello'")]
    public void Load_FileThatIsNoMap_IsRefused(string text, string part) =>
        Assert.That(() => ConfigFiles.Load(_folder.Write("g.yaml", text)), Throws.TypeOf<ConfigurationException>().With.Message.Contains(part));

    [Test]
    public void Load_InvalidUtf8_IsRefused()
    {
        var file = _folder.At("g.yaml");
        File.WriteAllBytes(file, [.. "name: "u8, 0xFF]);

        Assert.That(() => ConfigFiles.Load(file), Throws.TypeOf<ConfigurationException>().With.Message.Contains("byte 6 is not UTF-8"));
    }

    [Test]
    public void Load_ByteOrderMark_IsSkipped()
    {
        var file = _folder.At("g.yaml");
        File.WriteAllText(file, "name: g", Encoding.UTF8);

        Assert.That(Read(file).Name, Is.EqualTo("g"));
    }

    [Test]
    public void Override_Paths_SetValuesOfEveryForm()
    {
        var garden = Read(Written(), "beds=6", "tree.height=2.5", "plots.x.rows=8", "space={segments: 4}", "steps=[4, 9]", "steps.1=5", "slope=", "plots.y={plant: {type: moss}}");

        Assert.That((garden.Beds, garden.Space, garden.Slope), Is.EqualTo((6, SlotCount.Segments(4), (double?)null)));
        Assert.That(garden.Tree, Is.EqualTo(new OakConfig { Height = 2.5, Rings = 1 }));
        Assert.That(garden.Plots["x"], Is.EqualTo(new Bed { Plant = new MossConfig(), Rows = 8 }));
        Assert.That(garden.Plots.Keys, Is.EqualTo(new[] { "x", "y" }));
        Assert.That(garden.Steps, Is.EqualTo(new[] { 4, 5 }));
    }

    [TestCase("bedz=6", "override 'bedz=6': bedz: unknown key; did you mean 'beds'? Known: name, beds, slope, fenced, season, space, layers, tree, steps, plots, map.")]
    [TestCase("beds=six", "override 'beds=six': beds: expected a whole number; got 'six'.")]
    [TestCase("tree.hight=6", "override 'tree.hight=6': tree.hight: unknown key; did you mean 'height'? Known: height, rings.")]
    [TestCase("plots.z.rows=6", "override 'plots.z.rows=6': plots.z: there is nothing of this name to change; did you mean 'x'? Known: x.")]
    [TestCase("plots.lawn=null", "override 'plots.lawn=null': plots.lawn: there is nothing of this name to change. Known: x.")]
    [TestCase("beds.rows=6", "override 'beds.rows=6': beds: is '1' and has no keys to set; give the whole value.")]
    [TestCase("steps.1=6", "override 'steps.1=6': steps: is a list of 1, whose items are numbered from 0; give the whole value.")]
    [TestCase("beds", "override 'beds': write PATH=VALUE, such as model.layers=6.")]
    [TestCase("tree..height=1", "override 'tree..height=1': write PATH=VALUE, such as model.layers=6.")]
    public void Override_Mistake_NamesTheOverride(string text, string message) =>
        Assert.That(() => Read(Written(), text), Throws.TypeOf<ConfigurationException>().With.Message.EqualTo(message));

    [Test]
    public void Override_BrokenYaml_NamesTheOverride() =>
        Assert.That(() => Read(Written(), "steps=[1"), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith("override 'steps=[1': this is not YAML: "));

    private string Written() => _folder.Write("g.yaml", "name: g\nbeds: 1\nslope: 3\nsteps: [1]\ntree: {type: oak, rings: 1}\nplots: {x: {plant: {type: moss}}}");

    private static Garden Read(string file, params string[] overrides) =>
        Garden.Binder.Bind<Garden>(ConfigOverride.Apply(ConfigFiles.Load(file), overrides));
}
