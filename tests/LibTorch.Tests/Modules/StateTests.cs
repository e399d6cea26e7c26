using System.Text;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace LibTorch.Tests.Modules;

[NoLeakedTensors]
public sealed class StateTests
{
    [Test]
    public void StateDict_CopiedIntoAnother_GivesTheSameOutputs()
    {
        using var from = Model();
        using var to = Model();
        using var scope = NewDisposeScope();
        var x = randn(5, 3);
        Assert.That(to.call(x).Equals(from.call(x)), Is.False);
        var (missing, unexpected) = to.load_state_dict(from.state_dict());
        Assert.Multiple(() =>
        {
            Assert.That(to.call(x).Equals(from.call(x)), Is.True);
            Assert.That(missing.Concat(unexpected), Is.Empty);
            Assert.That(from.state_dict().Keys, Is.EqualTo(new[] { "first.weight", "first.bias", "norm.weight", "norm.bias" }));
        });
    }

    [Test]
    public void LoadStateDict_OtherNames_CopiesNothingWhenStrict()
    {
        using var model = Model();
        using var scope = NewDisposeScope();
        var before = model.get_parameter("first.bias")!.clone();
        var source = new Dictionary<string, Tensor> { ["first.bias"] = ones(4), ["other"] = ones(1) };
        Assert.That(
            () => model.load_state_dict(source),
            Throws.InvalidOperationException.With.Message.Contains("other").And.Message.Contains("norm.weight"));
        Assert.That(model.get_parameter("first.bias")!.Equals(before), Is.True);

        var (missing, unexpected) = model.load_state_dict(source, strict: false);
        Assert.That(missing, Is.EqualTo(new[] { "first.weight", "norm.weight", "norm.bias" }));
        Assert.That(unexpected, Is.EqualTo(new[] { "other" }));
        Assert.That(model.get_parameter("first.bias")!.Equals(ones(4)), Is.True);

        model.load_state_dict(new() { ["first.bias"] = zeros(4) }, strict: false, skip: ["first.bias"]);
        Assert.That(model.get_parameter("first.bias")!.Equals(ones(4)), Is.True);
    }

    [Test]
    public void Save_AndLoad_RestoreEveryType()
    {
        using var from = Model().to(ScalarType.BFloat16);
        using var to = Model().to(ScalarType.BFloat16);
        using var stream = new MemoryStream();
        from.save(new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true));
        stream.Position = 0;
        var loaded = new Dictionary<string, bool>();
        to.load(new BinaryReader(stream), loadedParameters: loaded);
        Assert.That(loaded.Keys, Is.EqualTo(from.state_dict().Keys));
        foreach (var (name, value) in from.state_dict())
        {
            Assert.That(to.state_dict()[name].Equals(value), Is.True, name);
        }
    }

    [Test]
    public void Save_WritesTorchSharpsBytes()
    {
        using var layer = nn.Linear(nn.Parameter(tensor(new[] { 1f, 2f }, [1, 2])));
        using var stream = new MemoryStream();
        layer.save(new BinaryWriter(stream));
        byte[] expected =
        [
            1, // entries
            6, .. "weight"u8, // name, its length first
            6, 2, 1, 2, // float32, two dimensions, 1 by 2
            .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f),
        ];
        Assert.That(stream.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Save_LargeSizes_AreWrittenSevenBitsAByte()
    {
        using var module = new Holder(zeros(300, dtype: ScalarType.Int8));
        using var stream = new MemoryStream();
        module.save(new BinaryWriter(stream));
        Assert.That(stream.ToArray()[..7], Is.EqualTo(new byte[] { 1, 1, (byte)'t', 1, 1, 0xAC, 2 }));
        Assert.That(stream.Length, Is.EqualTo(7 + 300));
    }

    [Test]
    public void Load_WhatDoesNotFit_IsAnError()
    {
        using var small = nn.Linear(1, 1);
        using var large = nn.Linear(1, 2);
        using var unbiased = nn.Linear(1, 1, hasBias: false);
        Assert.Multiple(() =>
        {
            Assert.That(() => large.load(Saved(small)), Throws.ArgumentException.With.Message.Contains("Mismatched tensor"));
            Assert.That(() => unbiased.load(Saved(small)), Throws.ArgumentException.With.Message.Contains("expected 1, but found 2"));
            Assert.That(() => unbiased.load(Saved(small), strict: false), Throws.Nothing);
            Assert.That(() => small.load("no such file"), Throws.InstanceOf<FileNotFoundException>());
            Assert.That(() => small.load(new MemoryStream(Saved(small).ToArray()[..^1])), Throws.InstanceOf<EndOfStreamException>());
        });
        Assert.That(unbiased.weight.Equals(small.weight), Is.True, "known names are loaded though another is unknown");
    }

    [Test]
    public void Create_FromFile_IsTheSavedModule()
    {
        var path = Path.GetTempFileName();
        using var scope = NewDisposeScope();
        using var saved = new Holder(ones(2));
        saved.save(path);
        using var loaded = nn.Module.Create<Holder>(path);
        File.Delete(path);
        Assert.That(loaded.get_buffer("t")!.Equals(ones(2)), Is.True);
    }

    private static MemoryStream Saved(nn.Module module)
    {
        var stream = new MemoryStream();
        module.save(new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true));
        stream.Position = 0;
        return stream;
    }

    private static Sequential Model() => nn.Sequential(("first", nn.Linear(3, 4)), ("act", nn.SiLU()), ("norm", nn.LayerNorm(4)));

    private sealed class Holder : nn.Module
    {
        public Holder() : this(zeros(2))
        {
        }

        internal Holder(Tensor held) : base(nameof(Holder)) => register_buffer("t", held);
    }
}
