using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Tests.Yaml;

[Parallelizable(ParallelScope.All)]
public sealed class ConfigBinderTests
{
    private const string Everything = """
        name: "12"
        beds: 5
        slope: 1.0e-3
        fenced: true
        season: late_summer
        space: {segments: 20}
        layers: [1, 3]
        tree:
          type: hedge
          plants: [&tall {type: oak, height: 30.5}, *tall, {type: moss}]
        steps: [3, 1, 2]
        plots:
          west: {plant: *tall, rows: 4}
          east: {plant: {type: moss}}
        """;

    [Test]
    public void Bind_EveryForm_SetsEverySetting()
    {
        var garden = Garden.Read(Everything);

        Assert.Multiple(() =>
        {
            Assert.That(garden.Name, Is.EqualTo("12"));
            Assert.That((garden.Beds, garden.Slope, garden.Fenced, garden.Season), Is.EqualTo((5, 0.001, true, Season.LateSummer)));
            Assert.That(garden.Space, Is.EqualTo(SlotCount.Segments(20)));
            Assert.That(garden.Layers.Of(4), Is.EqualTo(new[] { 1, 3 }));
            Assert.That(garden.Steps, Is.EqualTo(new[] { 3, 1, 2 }));
            Assert.That(((HedgeConfig)garden.Tree).Plants, Is.EqualTo(new PlantConfig[] { new OakConfig { Height = 30.5 }, new OakConfig { Height = 30.5 }, new MossConfig() }));
            Assert.That(garden.Plots.Keys, Is.EqualTo(new[] { "west", "east" }), "maps by name keep the order of the file");
            Assert.That(garden.Plots["west"], Is.EqualTo(new Bed { Plant = new OakConfig { Height = 30.5 }, Rows = 4 }));
        });
    }

    [Test]
    public void Bind_ComponentWithoutType_ChangesTheDefaultOne() =>
        Assert.That(Garden.Read("name: g\ntree: {rings: 3}").Tree, Is.EqualTo(new OakConfig { Height = 7, Rings = 3 }));

    [Test]
    public void Bind_ComponentWithType_StartsFromItsOwnDefaults() =>
        Assert.That(Garden.Read("name: g\ntree: {type: hedge}").Tree, Is.InstanceOf<HedgeConfig>());

    [Test]
    public void Bind_RelativePath_StartsAtTheFolderOfTheFile()
    {
        var node = YamlReader.Read("name: g\nmap: plans/a.txt", "x.yaml", Path.GetFullPath("/gardens/x.yaml"));
        Assert.That(Garden.Binder.Bind<Garden>(node).Map, Is.EqualTo(Path.GetFullPath("/gardens/plans/a.txt")));
    }

    [Test]
    public void Write_ThenRead_GivesTheSameText()
    {
        var written = YamlWriter.Write(new ConfigUnbinder().Map(Garden.Read(Everything)));
        var again = YamlWriter.Write(new ConfigUnbinder().Map(Garden.Read(written)));

        Assert.That(again, Is.EqualTo(written));
    }

    [Test]
    public void Write_Defaults_AreAllThereInTheOrderOfDeclaration() =>
        Assert.That(YamlWriter.Write(new ConfigUnbinder().Map(new Garden { Name = "true" })), Is.EqualTo("""
            name: "true"
            beds: 2
            slope: null
            fenced: false
            season: spring
            space: 64
            layers: all
            tree:
              type: oak
              height: 7
              rings: 0
            steps: []
            plots: {}
            map: null

            """.ReplaceLineEndings("\n")));

    [TestCase("")]
    [TestCase("null")]
    [TestCase("1e3")]
    [TestCase("a: b # c")]
    [TestCase("two\nlines")]
    [TestCase(" edges ")]
    [TestCase("caf\u00e9 \u4e2d \ud83d\ude00")]
    [TestCase("'\"\\{[*&!")]
    public void Write_AwkwardText_ComesBackUnchanged(string text)
    {
        var yaml = YamlWriter.Write(new ConfigUnbinder().Map(new Garden { Name = text }));
        Assert.That(Garden.Read(yaml).Name, Is.EqualTo(text));
    }

    [TestCase(0.1)]
    [TestCase(1e-8)]
    [TestCase(-5e-324)]
    [TestCase(1.7976931348623157e308)]
    [TestCase(0.30000000000000004)]
    public void Write_Number_ComesBackToTheLastBit(double number)
    {
        var yaml = YamlWriter.Write(new ConfigUnbinder().Map(new Garden { Name = "g", Slope = number }));
        Assert.That(Garden.Read(yaml).Slope, Is.EqualTo(number));
    }

    [Test]
    public void OneLine_Component_StandsOnOneLine() =>
        Assert.That(
            YamlWriter.OneLine(new ConfigUnbinder().Map(new HedgeConfig { Plants = [new MossConfig(), new OakConfig()] })),
            Is.EqualTo("{type: hedge, plants: [{type: moss}, {type: oak, height: 20, rings: 0}]}"));
}
