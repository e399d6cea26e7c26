namespace UniMem.Experiments.Statistics;

/// <summary>Totals over targets, and what is told of them.</summary>
/// <param name="Nats">Sum of the negative log-likelihoods.</param>
/// <param name="Targets">Targets predicted, in tokens.</param>
/// <param name="Bytes">Bytes of text that the targets stand for.</param>
public readonly record struct Score(double Nats, long Targets, long Bytes)
{
    /// <summary>The totals of several stretches.</summary>
    public static Score Of(IEnumerable<DocumentScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores.Aggregate(default(Score), (sum, s) => new(sum.Nats + s.Nats, sum.Targets + s.Targets, sum.Bytes + s.Bytes));
    }

    /// <summary>Mean loss, in nats per token.</summary>
    public double Loss => Nats / Targets;

    /// <summary>exp of total nats over total targets, per token.</summary>
    public double Perplexity => Math.Exp(Loss);

    /// <summary>Bits per byte of text, comparable between tokenizers.</summary>
    public double BitsPerByte => Nats / Math.Log(2) / Bytes;
}
