using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Experiments.Verification;

/// <summary>What the outputs of a case are called, and in which orders their axes may stand.</summary>
/// <param name="run">What our model made.</param>
/// <param name="model">The model.</param>
internal sealed partial class CaseOutputs(CaseRun run, LanguageModel model)
{
    private static readonly long[] RowsFirst = [0, 1, 2];
    private static readonly long[] TimeFirst = [1, 0, 2];

    /// <summary>Our counterpart in the shape asked for, or null when there is none.</summary>
    /// <param name="name">Without <c>out.</c>: <c>loss</c>, <c>logits</c>, <c>nll</c>, <c>mem_last</c>, <c>memtok</c>, with or without a
    /// segment.</param>
    /// <param name="shape">The shape the case has it in.</param>
    public torch.Tensor? Find(string name, long[] shape)
    {
        var match = Form().Match(name);
        if (!match.Success)
        {
            return null;
        }

        int? segment = match.Groups["segment"] is { Success: true, Value: var text } ? int.Parse(text, CultureInfo.InvariantCulture) : null;
        if (segment >= run.Segments)
        {
            return null;
        }

        return match.Groups["what"].Value switch
        {
            "loss" => segment is { } one ? run.LossOf(one) : run.Loss,
            "logits" => Turned(run.Logits(segment), shape, RowsFirst, TimeFirst),
            "nll" => Turned(run.Nll(segment), shape, TimeFirst, RowsFirst),
            "mem_last" => segment is { } one ? LastHidden(one, shape) : null,
            _ => segment is { } one && MemoryTokens(one) is { } tokens ? Turned(tokens, shape, TimeFirst, RowsFirst) : null,
        };
    }

    /// <summary>The newest outputs of the last layer, as many as the case holds.</summary>
    private torch.Tensor? LastHidden(int segment, long[] shape)
    {
        var all_BNE = run.HiddenUpTo(segment);
        var slots = shape.Length == 3 ? shape[0] == all_BNE.shape[0] && shape[1] != all_BNE.shape[0] ? shape[1] : shape[0] : 0;
        return slots > 0 && slots <= all_BNE.shape[1]
            ? Turned(all_BNE.narrow(1, all_BNE.shape[1] - slots, slots), shape, TimeFirst, RowsFirst)
            : null;
    }

    /// <summary>(B, R, E): what the only memory at the output holds after a segment.</summary>
    private torch.Tensor? MemoryTokens(int segment) => model.OutputMemories is [var memory]
        ? run.StateAfter(segment).Find(LayerMemory.KeyOf(memory.Name, null))?.Keys.squeeze(1)
        : null;

    /// <summary>The tensor with rows and time in the first order that gives the shape; null when none does.</summary>
    private static torch.Tensor? Turned(torch.Tensor ours, long[] shape, params long[][] orders) => orders
        .Select(order => ours.permute(order[..(int)ours.dim()]))
        .FirstOrDefault(turned => turned.shape.SequenceEqual(shape));

    [GeneratedRegex(@"^(?<what>loss|logits|nll|mem_last|memtok)(\.(?<segment>[0-9]{1,6}))?$")]
    private static partial Regex Form();
}
