using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using TorchSharp;
using UniMem.Components;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>What parts promise through which a gradient goes. Inherit the contract of a kind, not this.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public abstract class LearningContract<TConfig> : SceneContract<TConfig>
    where TConfig : ComponentConfig
{
    /// <summary>What the part returns can be traced back to what it was made of, and to each of the part's weights.</summary>
    [Test]
    [Rule("gradient-cut")]
    public void Gradient_OfTheResult_ReachesInputsAndWeights() => Situations.Once("gradient-cut", Subject, () =>
    {
        var (asked, reached, weights) = (new SortedSet<string>(), new HashSet<string>(), new HashSet<string>());
        var samples = Gen.Sample(Everydays.Generator, 12, new Rnd(1), 50);
        foreach (var situation in samples)
        {
            var (part, leaves) = (Fresh(), new List<Leaf>());
            var answer = Use(part, situation, new Staging(Gradient: new Focus(0, 0), Leaves: leaves));
            NamedTensor[] own = answer.Loss is { } loss ? [new("loss", loss)] : [];
            Backward([.. answer.Rows.SelectMany(row => row), .. own]);
            asked.UnionWith(leaves.Select(leaf => leaf.Name));
            reached.UnionWith(leaves.Where(leaf => leaf.Tensor.grad is not null).Select(leaf => leaf.Name));
            foreach (var (name, weight) in (part as torch.nn.Module)?.named_parameters() ?? [])
            {
                asked.Add($"weight '{name}'");
                reached.UnionWith(weight.grad is null ? [] : [$"weight '{name}'"]);
            }
        }

        var missing = asked.Except(reached).Where(name => Learned.Contains(name) || name.StartsWith("weight", StringComparison.Ordinal)).ToList();
        if (missing.Count > 0 || (asked.Count > 0 && reached.Count == 0))
        {
            var cut = missing.Count > 0 ? $"the {string.Join(" and the ", missing)}" : "anything it was made of";
            throw new Violation("gradient-cut",
                $"in none of {samples.Count()} situations does a gradient get from the result to {cut}. Look for detach(), no_grad(), "
                + "numbers taken out of tensors, and weights that are not used.");
        }
    });

    /// <summary>No gradient reaches what may not matter to a row, even where its numbers do not.</summary>
    [Test]
    [Rule("gradient-leaked")]
    public void Gradient_OfARow_ReachesNothingThatMayNotMatterToIt() => Try("gradient-leaked", situation =>
    {
        var focus = Promise with { Row = 0, Token = LastToken(situation) / 2 };
        if (Unsteady || Felt(situation, focus) is not null)
        {
            return;
        }

        var leaves = new List<Leaf>();
        var answer = Use(Fresh(), situation, new Staging(Gradient: focus, Leaves: leaves));
        Backward(answer.Rows[0].Where(result => !(result.Late && focus.Later)).Select(result => result.Until(focus.Later ? focus.Token : long.MaxValue - 1)));
        foreach (var leaf in leaves.Where(leaf => leaf.Tensor.grad is not null))
        {
            if (leaf.Tensor.grad!.masked_fill(leaf.Matters, 0).abs().max().ToDouble() > 0)
            {
                throw new Violation("gradient-leaked",
                    $"the result of row 0{(focus.Later ? $" up to token {focus.Token}" : "")} sends a gradient into {leaf.Name} that "
                    + $"may not matter to it: {Named(focus)}. Their numbers do not change the result, so training would follow a "
                    + "direction that means nothing.");
            }
        }
    });

    /// <summary>What may not matter to a row and a token of it.</summary>
    private protected abstract Focus Promise { get; }

    /// <summary>Inputs that a gradient must reach; when empty, any of them will do.</summary>
    private protected virtual IReadOnlyList<string> Learned => [];

    private static string Named(Focus focus) => string.Join(", ", new[]
    {
        focus.Others ? "other rows" : "", focus.Later ? "later tokens" : "", focus.Absent ? "padding and slots that are not held" : "",
    }.Where(name => name.Length > 0));

    private static void Backward(IEnumerable<NamedTensor> results)
    {
        var sums = results.Where(result => result.Value.requires_grad).Select(result => (result.Value.to_type(torch.ScalarType.Float32) * Weights(result.Value)).sum()).ToList();
        if (sums.Count > 0)
        {
            torch.stack(sums).sum().backward();
        }
    }

    /// <summary>Weights that do not cancel out.</summary>
    private static torch.Tensor Weights(torch.Tensor tensor) =>
        (torch.arange(tensor.numel(), device: tensor.device).to_type(torch.ScalarType.Float32) * 0.7).sin().view(tensor.shape) + 1.5;
}
