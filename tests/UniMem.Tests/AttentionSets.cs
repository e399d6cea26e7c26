using UniMem.Attention;
using UniMem.Attention.Positions;

namespace UniMem.Tests;

/// <summary>Attention to several sets of keys by a kernel, held against the explicit form.</summary>
internal static class AttentionSets
{
    private const long Memory = 21;

    /// <summary>Asserts that values, log-mass and the gradients of all inputs agree to rounding.</summary>
    /// <param name="kernel">Under test; it must take all sets.</param>
    /// <param name="device">Where.</param>
    /// <param name="shape">Sizes; keys have groups of heads.</param>
    /// <param name="sets">Which sets.</param>
    /// <param name="type">Of queries, keys and values.</param>
    public static void Compare(
        IPartsKernel kernel, torch.Device device, (int Rows, int Heads, int Groups, int Queries, int Width) shape, LibraryAttentionTests.Sets sets, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        var generator = new torch.Generator(7);
        torch.Tensor Random(params long[] sizes) => torch.randn(sizes, generator: generator).to_type(type).to(device).requires_grad_();
        var (query_BHTD, inputs) = (Random(shape.Rows, shape.Heads, shape.Queries, shape.Width), new List<torch.Tensor>());
        inputs.Add(query_BHTD);
        SharedView View(long keys, Shown shown, torch.Tensor visible)
        {
            var (k, v) = (Random(shape.Rows, shape.Groups, keys, shape.Width), Random(shape.Rows, shape.Groups, keys, shape.Width));
            inputs.AddRange([k, v]);
            var nothing = torch.zeros([shape.Rows, keys], torch.int64, device);
            return new() { Keys = k, Values = v, Positions = nothing, RankFromNewest = nothing, Visible = visible.to(device), Shown = shown };
        }

        var past_11TT = torch.ones([shape.Queries, shape.Queries], torch.ScalarType.Bool).tril().view(1, 1, shape.Queries, shape.Queries);
        var some_BHTS = torch.rand([shape.Rows, shape.Heads, shape.Queries, Memory], generator: generator) < 0.4;
        some_BHTS[.., .., 0] = false;
        var own = () => View(shape.Queries, Shown.Past, past_11TT);
        var memory = () => View(Memory, Shown.Everything, torch.ones([1, 1, 1, 1], torch.ScalarType.Bool).expand(1, 1, 1, Memory));
        var masked = () => View(Memory, Shown.AsMasked, some_BHTS);
        var few = () => View(Memory, Shown.AsMasked, some_BHTS.narrow(1, 0, 1).narrow(2, 0, 1));
        List<SharedView> views = sets switch
        {
            LibraryAttentionTests.Sets.Own => [own()],
            LibraryAttentionTests.Sets.OwnAndMemory => [memory(), own()],
            LibraryAttentionTests.Sets.MemoryInMasks => [masked(), few()],
            _ => [few(), memory(), own()],
        };
        var query = new AttentionQuery(
            query_BHTD, torch.zeros([shape.Rows, shape.Queries], torch.int64, device), torch.zeros([shape.Rows, 1], torch.int64, device), new Unrotated(new RotaryEmbedding(2, 10000)));
        var weights = Random(shape.Rows, shape.Heads, shape.Queries, shape.Width).detach();
        List<torch.Tensor> Results(AttentionOutput output, bool mass)
        {
            Assert.That(output.Values.dtype, Is.EqualTo(type));
            var loss = (output.Values * weights).sum().to_type(output.LogMass.dtype) + (mass ? output.LogMass.masked_fill(output.Sees.logical_not(), 0).pow(2).sum() : 0);
            return [output.Values, output.LogMass.clamp(min: -1e6), .. torch.autograd.grad([loss], inputs)];
        }

        List<AttentionPart> parts = [.. views.Select(view => new AttentionPart(view, query.Policy))];
        List<KeyPart> offered = [.. views.Select(view => new KeyPart(query.Policy.Products(query, view)!, view.Values, view.Visible, view.Shown))];
        Assert.That(offered.Select(kernel.Takes), Is.All.True);
        var tolerance = type == torch.ScalarType.Float64 ? 1e-12 : type == torch.ScalarType.Float32 ? 2e-5 : 0.03;
        foreach (var mass in new[] { false, true })
        {
            var (expected, actual) = (Results(AttentionCore.Attend(query, parts), mass), Results(kernel.Attend(offered), mass));
            Assert.That(
                expected.Zip(actual, (one, other) => (Given.Difference(one, other) / Math.Max(1, one.abs().max().ToDouble()))), Is.All.LessThan(tolerance),
                mass ? "with a gradient of the mass" : "without a gradient of the mass");
        }
    }
}
