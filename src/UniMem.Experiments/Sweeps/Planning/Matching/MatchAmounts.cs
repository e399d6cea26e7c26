using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning.Costs;

namespace UniMem.Experiments.Sweeps.Planning.Matching;

/// <summary>How much of a quantity a run has.</summary>
/// <param name="costs">Counts parameters and operations.</param>
/// <param name="stepSeconds">Seconds of one step of a run.</param>
public sealed class MatchAmounts(RunCosts costs, Func<ResolvedRun, double> stepSeconds)
{
    private const double ForwardAndBackward = 3;

    /// <summary>The amount, in the unit of <see cref="Match.Quantity"/>.</summary>
    public double Of(ResolvedRun run, MatchQuantity quantity)
    {
        ArgumentNullException.ThrowIfNull(run);
        return quantity switch
        {
            MatchQuantity.Parameters => costs.Of(run).Parameters,
            MatchQuantity.Compute => ForwardAndBackward * costs.Of(run).FlopsPerToken * RunCosts.Tokens(run.Config),
            MatchQuantity.Tokens => RunCosts.Tokens(run.Config),
            _ => run.Config.Training.Steps * stepSeconds(run),
        };
    }
}
