using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Tests.Plugins;
using UniMem.Memory;

namespace UniMem.Experiments.Tests.Configuration;

public sealed class ResolvedRunTests
{
    private static readonly string Tiny = Repository.At("configs/runs/tiny-transformer-xl.yaml");

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Open() => _folder = new TemporaryFolder();

    [TearDown]
    public void Close() => _folder.Dispose();

    [Test]
    public void Id_IsTwelveHexadecimalDigits() => Assert.That(ResolvedRun.Load(Tiny).Id, Does.Match("^[0-9a-f]{12}$"));

    [TestCase("name=other")]
    [TestCase("device=cpu")]
    [TestCase("threads=3")]
    [TestCase("track=tensorboard")]
    [TestCase("model.layers=2", TestName = "Id_SettingWithoutEffect_IsTheSame(default written out)")]
    public void Id_SettingWithoutEffect_IsTheSame(string text) =>
        Assert.That(ResolvedRun.Load(Tiny, text).Id, Is.EqualTo(ResolvedRun.Load(Tiny).Id));

    [TestCase("seed=2")]
    [TestCase("dtype=bfloat16")]
    [TestCase("model.memories.recent.manage.capacity=49")]
    [TestCase("training.optimizer.epsilon=1.0e-9")]
    public void Id_SettingWithEffect_Differs(string text) =>
        Assert.That(ResolvedRun.Load(Tiny, text).Id, Is.Not.EqualTo(ResolvedRun.Load(Tiny).Id));

    [Test]
    public void Id_OfTextFiles_FollowsWhatTheyContain()
    {
        var here = WithText("a/run.yaml", "a/book.txt", "some text");
        var moved = WithText("b/run.yaml", "b/book.txt", "some text");
        var other = WithText("c/run.yaml", "c/book.txt", "other text");

        Assert.That(moved, Is.EqualTo(here));
        Assert.That(other, Is.Not.EqualTo(here));
    }

    [Test]
    public void Load_Plugin_ItsComponentServes()
    {
        var file = _folder.Write("run.yaml", $"""
            extends: {Tiny}
            plugins: [{PluginTests.Sample}]
            model:
              memories:
                recent:
                  manage:
                    type: every_other
                    capacity: 8
            """);
        var run = ResolvedRun.Load(file);
        var context = new BuildContext
        {
            Model = run.Config.Model,
            Segment = 4,
            Seed = 1,
            Numerics = Models.Numerics.Default,
            Rotary = new Attention.RotaryEmbedding(4, 10000),
        };

        Assert.That(run.Config.Model.Memories["recent"].Manage.Build(context).Capacity, Is.EqualTo(8));
        Assert.That(run.Plugins.Single().Name, Is.EqualTo("SamplePlugin"));
        Assert.That(ResolvedRun.Load(_folder.Write("elsewhere/resolved.yaml", run.Yaml)).Id, Is.EqualTo(run.Id), "the resolved file finds the plugin too");
    }

    [Test]
    public void Located_MistakeFoundLater_IsToldWhereTheValueWasWritten()
    {
        var file = _folder.Write("run.yaml", $"extends: {Tiny}\nmodel:\n  heads: 5\n  width: 96");
        var run = ResolvedRun.Load(file);

        Assert.That(
            () => Explanation.Of(run),
            Throws.TypeOf<ConfigurationException>().With.Message.StartsWith($"{file}:4:10: model.width: 96 will not do"));
    }

    [Test]
    public void Load_MistakeFoundByASection_IsToldWhereTheValueWasWritten()
    {
        var file = _folder.Write("run.yaml", $"extends: {Tiny}\ntraining:\n  clip_norm: -1");
        Assert.That(() => ResolvedRun.Load(file), Throws.TypeOf<ConfigurationException>().With.Message.StartsWith($"{file}:3:14: training.clip_norm: -1 "));
    }

    private string WithText(string run, string text, string content)
    {
        _folder.Write(text, content);
        return ResolvedRun.Load(_folder.Write(run, $"extends: {Tiny}\ndata: {{corpus: {{type: text, path: book.txt}}}}")).Id;
    }
}
