using UniMem.Attention;
using UniMem.Native;

namespace UniMem.Tests;

/// <summary>libtorch's fused attention on a GPU against the explicit form there.</summary>
public sealed class GpuAttentionTests
{
    private static readonly (int Rows, int Heads, int Groups, int Queries, int Width)[] Shapes = [(2, 4, 2, 130, 64), (2, 2, 1, 61, 20), (1, 4, 4, 256, 128)];

    [Test]
    public void Attend_SetsOfKeys_AreOneSoftmaxInValuesMassAndGradients(
        [ValueSource(nameof(Shapes))] (int Rows, int Heads, int Groups, int Queries, int Width) shape, [Values] LibraryAttentionTests.Sets sets,
        [Values(torch.ScalarType.Float32, torch.ScalarType.BFloat16)] torch.ScalarType type)
    {
        if (!torch.cuda.is_available())
        {
            Assert.Ignore("no GPU");
        }

        torch.backends.cuda.matmul.allow_tf32 = false;
        AttentionSets.Compare(new LibraryAttention(["flash", "efficient", "explicit"]), torch.CUDA, shape, sets, type);
    }

    [Test]
    public void Takes_WhatAGpuHas_IsTakenByItsOwnForms([Values(torch.ScalarType.Float32, torch.ScalarType.BFloat16)] torch.ScalarType type, [Values] Shown shown)
    {
        if (!torch.cuda.is_available())
        {
            Assert.Ignore("no GPU");
        }

        using var scope = torch.NewDisposeScope();
        var heads = torch.ones([1, 2, 32, 64], type, torch.CUDA);
        var part = new KeyPart(new(heads, heads, 0.1), heads, torch.ones([1, 1, 32, 32], torch.ScalarType.Bool, torch.CUDA), shown);
        Assert.That(new LibraryAttention(["flash"]).Takes(part), Is.EqualTo(type == torch.ScalarType.BFloat16 && shown != Shown.AsMasked));
        Assert.That(new LibraryAttention(["efficient"]).Takes(part), Is.True);
    }
}
