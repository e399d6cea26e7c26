using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Native;

namespace UniMem.Tests;

/// <summary>Several sets of keys in one node of the graph against the explicit form: in matrix products everywhere, in libtorch's fused operators where it has them.</summary>
public sealed class LibraryAttentionTests
{
    private static readonly (int Rows, int Heads, int Groups, int Queries, int Width)[] Shapes = [(2, 4, 2, 13, 6), (1, 2, 2, 35, 16), (2, 3, 1, 1, 5)];

    /// <summary>The forms that this libtorch has on the CPU.</summary>
    private static IEnumerable<string> Forms => new[] { "explicit", "flash_for_cpu" }.Where(form => form == "explicit" || Has(form));

    private static IEnumerable<TestCaseData> Cases =>
        from form in Forms
        from shape in Shapes
        from sets in Enum.GetValues<Sets>()
        from type in new[] { torch.ScalarType.Float64, torch.ScalarType.BFloat16 }
        select new TestCaseData(form, shape, sets, type).SetArgDisplayNames(form, $"{shape}", $"{sets}", $"{type}");

    /// <summary>Which sets of keys there are.</summary>
    public enum Sets
    {
        Own,
        OwnAndMemory,
        MemoryInMasks,
        Three,
    }

    [TestCaseSource(nameof(Cases))]
    public void Attend_SetsOfKeys_AreOneSoftmaxInValuesMassAndGradients(
        string form, (int Rows, int Heads, int Groups, int Queries, int Width) shape, Sets sets, torch.ScalarType type) =>
        AttentionSets.Compare(new LibraryAttention([form]), torch.CPU, shape, sets, type);

    [Test]
    public void Attend_FormsInOrder_TheFirstThatTakesTheKeysIsUsed([ValueSource(nameof(Forms))] string form)
    {
        using var scope = torch.NewDisposeScope();
        var part = new KeyPart(new(torch.ones([1, 1, 3, 4]), torch.ones([1, 1, 3, 4]), 1), torch.ones([1, 1, 3, 4]), torch.ones([1, 1, 1, 1], torch.ScalarType.Bool), Shown.Everything);
        Assert.That(new LibraryAttention().Takes(part), Is.False, "these are of GPUs");
        Assert.That(new LibraryAttention(["flash", "efficient", form]).Takes(part), Is.True);
        Assert.That(() => new LibraryAttention(["slash"]).Takes(part), Throws.Exception.With.Message.Contains("no form of attention is called 'slash'"));
    }

    private static IEnumerable<TestCaseData> Models =>
        from form in Forms
        from name in Tests.Forms.Names
        select new TestCaseData(form, name).SetArgDisplayNames(form, name);

    [TestCaseSource(nameof(Models))]
    public void Forward_AMethodThroughTheWholeModel_IsTheExplicitFormInLogitsAndGradients(string form, string name)
    {
        using var scope = torch.NewDisposeScope();
        var kernel = new Watched(new LibraryAttention([form]));
        var sides = new IAttentionKernel?[] { null, kernel }.Select(attention =>
        {
            var model = LanguageModel.Build(Tests.Forms.All[name], Given.Vocabulary, 5, 1, new Numerics(torch.CPU, torch.ScalarType.Float64) { Attention = attention });
            var (text, state, losses) = (Given.Tokens_BT(2, 20), MemoryState.Empty, new List<torch.Tensor>());
            for (var start = 0; start < 20; start += 5)
            {
                // The second row's document ends two tokens early, and another one begins with the last segment.
                state = start == 15 ? state.Forget([false, true]) : state;
                var row = torch.arange(start, start + 5);
                var other = start == 10 ? torch.tensor([10L, 11, 12, -1, -1]) : start == 15 ? row - 15 : row;
                var positions_BT = torch.stack([row, other]);
                (var logits, state) = model.Forward(text.narrow(1, start, 5), positions_BT, state);
                losses.Add(logits.masked_fill(positions_BT.unsqueeze(-1) < 0, 0));
            }

            var all = torch.cat(losses, 1);
            return Given.Gradients(model, all.square().mean()).OrderBy(one => one.Key).Select(one => one.Value).Prepend(all).ToList();
        }).ToList();
        Assert.That(sides[0].Zip(sides[1], Given.Difference), Is.All.LessThan(1e-11));
        if (kernel.Shown.Count == 0)
        {
            Assert.That(name, Is.EqualTo("Transformer-XL").Or.EqualTo("Memorizing Transformer").Or.EqualTo("searched evictions").Or.EqualTo("RMT with a cache"), "their scores are more than products");
        }
        else
        {
            Assert.That(kernel.Shown, Does.Contain(name is "RMT" or "UniMix" or "Longformer" ? Shown.AsMasked : Shown.Past));
        }
    }

    private static bool Has(string form)
    {
        using var scope = torch.NewDisposeScope();
        var one = torch.ones([1, 1, 1, 8]);
        return new LibraryAttention([form]).Takes(new(new(one, one, 1), one, torch.ones([1, 1, 1, 1], torch.ScalarType.Bool), Shown.Everything));
    }

    /// <summary>Notes what was known of the sets that it took.</summary>
    private sealed class Watched(IPartsKernel kernel) : IPartsKernel
    {
        public HashSet<Shown> Shown { get; } = [];

        public bool Takes(KeyPart part) => kernel.Takes(part);

        public AttentionOutput Attend(IReadOnlyList<KeyPart> parts)
        {
            Shown.UnionWith(parts.Select(part => part.Shown));
            return kernel.Attend(parts);
        }

        public AttentionOutput? Attend(ScaledProducts products, torch.Tensor values_BGSD, torch.Tensor visible_BHTS) => kernel.Attend(products, values_BGSD, visible_BHTS);
    }
}
