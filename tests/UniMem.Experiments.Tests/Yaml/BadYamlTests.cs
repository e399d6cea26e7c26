using UniMem.Components;

namespace UniMem.Experiments.Tests.Yaml;

/// <summary>Each mistake is told with file, line, column and key, and with what would have been right.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BadYamlTests
{
    [TestCase("name: g\nbeds: 3\nbedz: 4", "garden.yaml:3:1: bedz: unknown key; did you mean 'beds'? Known: name, beds, slope, fenced, season, space, layers, tree, steps, plots, map.")]
    [TestCase("name: g\nweather: 4", "garden.yaml:2:1: weather: unknown key. Known: name, beds, slope, fenced, season, space, layers, tree, steps, plots, map.")]
    [TestCase("beds: 3", "garden.yaml:1:1: name: missing; it has no default. Expected text.")]
    [TestCase("name: g\nbeds: many", "garden.yaml:2:7: beds: expected a whole number; got 'many'.")]
    [TestCase("name: g\nbeds: \"3\"", "garden.yaml:2:7: beds: expected a whole number; got the text \"3\".")]
    [TestCase("name: g\nbeds: 3.5", "garden.yaml:2:7: beds: expected a whole number; got '3.5'.")]
    [TestCase("name: g\nbeds: 99999999999", "garden.yaml:2:7: beds: expected a whole number; got '99999999999'.")]
    [TestCase("name: g\nbeds: 0", "garden.yaml:2:7: beds: 0 is out of range; expected at least 1.")]
    [TestCase("name: g\nbeds: [1]", "garden.yaml:2:7: beds: expected a whole number; got a list.")]
    [TestCase("name: g\nbeds:", "garden.yaml:2:6: beds: null removes nothing here. Expected a whole number.")]
    [TestCase("name: g\nslope: .nan", "garden.yaml:2:8: slope: expected a number; got '.nan'.")]
    [TestCase("name: g\nfenced: yes", "garden.yaml:2:9: fenced: expected true or false; got 'yes'.")]
    [TestCase("name: g\nseason: late_sumer", "garden.yaml:2:9: season: 'late_sumer' is unknown; did you mean 'late_summer'? Known: spring, late_summer.")]
    [TestCase("name: g\nspace: {segment: 3}", "garden.yaml:2:9: space.segment: unknown key; did you mean 'segments'? Known: segments.")]
    [TestCase("name: g\nsteps: 3", "garden.yaml:2:8: steps: expected a list; got '3'.")]
    [TestCase("name: g\nsteps: [1, two]", "garden.yaml:2:12: steps[1]: expected a whole number; got 'two'.")]
    [TestCase("name: g\ntree: {type: oka}", "garden.yaml:2:14: tree.type: no plant is called 'oka'; did you mean 'oak'? Known: hedge, moss, oak.")]
    [TestCase("name: g\ntree: oak", "garden.yaml:2:7: tree: expected a map with 'type: NAME' for the plant; got 'oak'.")]
    [TestCase("name: g\ntree: {type: moss, height: 2}", "garden.yaml:2:20: tree.height: unknown key; 'moss' has no settings.")]
    [TestCase("name: g\ntree: {type: oak, rings: -1}", "garden.yaml:2:26: tree.rings: rings cannot be negative.")]
    [TestCase("name: g\ntree:\n  type: hedge\n  plants: [{type: oak}, {heigth: 2}]", "garden.yaml:4:25: tree.plants[1]: 'type' is missing; it names the plant. Known: hedge, moss, oak.")]
    [TestCase("name: g\nplots:\n  north: {rows: 2}", "garden.yaml:3:10: plots.north.plant: missing; it has no default. Expected 'type: NAME' with one of hedge, moss, oak.")]
    [TestCase("name: g\nplots:\n  north: null", "garden.yaml:3:3: plots.north: there is nothing of this name to change. Known: none.")]
    [TestCase("name: g\nplots: {a.b: {plant: {type: moss}}}", "garden.yaml:2:9: plots: 'a.b' is no name; use letters, digits, '_' and '-'.")]
    [TestCase("name: g\nbeds: 1\nbeds: 2", "garden.yaml:3:1: the key 'beds' stands twice in one map; the first is at garden.yaml:2:1.")]
    [TestCase("name: g\ntree: *elm", "garden.yaml:2:7: *elm refers to no anchor before it. Known: none.")]
    [TestCase("name: g\ntree: !oak {}", "garden.yaml:2:7: tags such as '!oak' are not used here; a component is named by 'type:'.")]
    [TestCase("name: g\n<<: {beds: 3}", "garden.yaml:2:1: merge keys '<<' are not supported; use 'extends', or an alias for the whole map.")]
    [TestCase("name: g\n---\nname: h", "garden.yaml:2:1: a second document begins here; a file holds one.")]
    [TestCase("name: g\nsteps: [1\nb: {", "garden.yaml:2:8: this is not YAML: what begins here is not closed or not finished.")]
    [TestCase("name: g\ntree:\n\ttype: moss", "garden.yaml:3:1: this is not YAML: the line begins with a tab; indent with spaces.")]
    [TestCase("name: g\ntree.type: moss", "garden.yaml:2:1: tree.type: unknown key; dots are for the command line: in a file, write tree: {type: ...}.")]
    [TestCase("[a]: 1", "garden.yaml:1:1: a key must be a name, not a list.")]
    public void Read_Mistake_IsToldInOneLine(string yaml, string message) =>
        Assert.That(() => Garden.Read(yaml), Throws.TypeOf<ConfigurationException>().With.Message.EqualTo(message));

    [TestCase("name: {g")]
    [TestCase("name: g\n\tbeds: 3")]
    [TestCase("name: 'g")]
    [TestCase("name: g\n  beds: 3")]
    public void Read_TextThatIsNoYaml_NamesThePlace(string yaml) =>
        Assert.That(() => Garden.Read(yaml), Throws.TypeOf<ConfigurationException>().With.Message.Match(@"^garden\.yaml:[12]:\d+: this is not YAML: [^\n]+\.$"));

    [Test]
    public void Read_NestedWithoutEnd_IsRefused() =>
        Assert.That(() => Garden.Read("name: " + new string('[', 10_000)), Throws.TypeOf<ConfigurationException>().With.Message.Contains("nested deeper than 64"));
}
