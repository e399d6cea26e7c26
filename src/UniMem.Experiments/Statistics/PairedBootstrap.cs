using MathNet.Numerics.Random;

namespace UniMem.Experiments.Statistics;

/// <summary>A confidence interval of a paired difference that assumes no distribution: documents drawn again, with replacement.</summary>
/// <remarks>
/// Each resample draws as many documents as there are, keeps a document's pairs together and averages over the seeds at hand: it tells of other
/// documents, not of other seeds. The interval is <see cref="BootstrapInterval.Accelerated"/>.
/// </remarks>
public static class PairedBootstrap
{
    /// <summary>Resamples drawn: (N + 1) / 40 is whole, so that the ends of a 95 % interval fall on replicates.</summary>
    public const int Resamples = 9_999;

    /// <summary>The fixed seed of the draws: the same runs give the same interval.</summary>
    public const int Seed = 1979;

    /// <summary>The interval in nats per token; NaN for fewer than two documents, or where they all differ alike.</summary>
    public static (double Low, double High) Interval(PairedSample sample, double confidence = 0.95)
    {
        ArgumentNullException.ThrowIfNull(sample);
        double[] nats = [.. sample.NatsOfDocuments];
        double[] targets = [.. sample.Targets];
        var (sum, total) = (nats.Sum(), targets.Sum());
        return nats.Length < 2
            ? (double.NaN, double.NaN)
            : BootstrapInterval.Accelerated(
                Replicates(nats, targets),
                sum / total,
                BootstrapInterval.Acceleration([.. nats.Select((d, i) => (sum - d) / (total - targets[i]))]),
                confidence);
    }

    private static double[] Replicates(double[] nats, double[] targets)
    {
        var random = new MersenneTwister(Seed, threadSafe: false);
        var replicates = new double[Resamples];
        for (var r = 0; r < replicates.Length; r++)
        {
            var (sum, total) = (0.0, 0.0);
            for (var i = 0; i < nats.Length; i++)
            {
                var drawn = random.Next(nats.Length);
                sum += nats[drawn];
                total += targets[drawn];
            }

            replicates[r] = sum / total;
        }

        return replicates;
    }
}
