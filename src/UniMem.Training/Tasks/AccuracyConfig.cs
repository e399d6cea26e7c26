using TorchSharp;
using UniMem.Components;
using UniMem.Data;

namespace UniMem.Training.Tasks;

/// <summary>The share of targets to which the model gives the highest probability of all tokens.</summary>
/// <remarks>
/// With <c>from</c> where the answers begin it is the accuracy of recall: at the second block of the corpus <c>recall</c> (its period), after
/// the mark of <c>copy</c> (length + gap + 1). Of equal probabilities none counts as highest.
/// </remarks>
[Component("accuracy")]
public sealed record AccuracyConfig : EvaluationTaskConfig
{
    /// <summary>First target position that counts, in tokens from the document's first. At least 0: all of them.</summary>
    public long From { get; init; }

    /// <inheritdoc/>
    public override void Check(string path) => Ranges.AtLeast($"{path}.from", From, 0);

    /// <inheritdoc/>
    public override IEvaluationTask Build() => new AccuracyTask(From);
}

/// <inheritdoc cref="AccuracyConfig"/>
/// <param name="from">First target position that counts. At least 0.</param>
public sealed class AccuracyTask(long from) : IEvaluationTask
{
    /// <summary>Measures <c>accuracy</c>, from 0 to 1, and <c>targets</c>, how many counted; accuracy is missing where none did.</summary>
    public IReadOnlyDictionary<string, double> Measure(HeldOutReading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        using var sums = torch.zeros([2], torch.ScalarType.Int64, reading.Device);
        reading.Read((segment, logits_BTV) => sums.add_(Count(segment, logits_BTV)), cancellation);
        var counted = sums.cpu().data<long>().ToArray();
        var result = new Dictionary<string, double> { ["targets"] = counted[1] };
        if (counted[1] > 0)
        {
            result["accuracy"] = (double)counted[0] / counted[1];
        }

        return result;
    }

    private torch.Tensor Count(Segment segment, torch.Tensor logits_BTV)
    {
        var counts_BT = segment.Targets.ge(0).logical_and(segment.Positions + 1 >= from);
        var wanted_BT1 = segment.Targets.clamp_min(0).unsqueeze(-1);
        var rivals_BT = (logits_BTV >= logits_BTV.gather(-1, wanted_BT1)).sum(-1);
        return torch.stack([(rivals_BT == 1).logical_and(counts_BT).sum(), counts_BT.sum()]);
    }
}
