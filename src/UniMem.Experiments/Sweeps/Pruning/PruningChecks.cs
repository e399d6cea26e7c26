using System.Globalization;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Pruning;

/// <summary>Checks that a sweep's rule can be applied to its runs.</summary>
/// <param name="plan">The sweep.</param>
/// <param name="writtenAt">Where a setting was written.</param>
internal sealed class PruningChecks(SweepPlan plan, Func<string, SourceLocation> writtenAt)
{
    private readonly PruningSettings _settings = plan.Settings.Pruning;

    /// <exception cref="ConfigurationException">It cannot, or a setting has no effect.</exception>
    public void Check()
    {
        var off = _settings.Rule == PruningRule.None;
        Require(!off || (_settings.At.Count == 0 && _settings.Keep is null && _settings.Patience is null), "rule", "missing, so that nothing is stopped; write median, successive_halving or no_improvement.");
        if (off)
        {
            return;
        }

        Require(_settings.At.Count > 0, "at", "missing; name the steps at which the rule is applied, such as [200, 400].");
        Require(_settings.At.Zip(_settings.At.Skip(1)).All(pair => pair.First < pair.Second) && _settings.At[0] > 0, "at", "the steps must ascend, from 1 on.");
        Require(_settings.Keep is null || _settings.Rule == PruningRule.SuccessiveHalving, "keep", "has an effect with successive_halving only; remove it.");
        Require(_settings.Keep is null or > 0 and < 1, "keep", Say($"{_settings.Keep} will not do; write more than 0 and less than 1."));
        Require(_settings.Patience is null || _settings.Rule == PruningRule.NoImprovement, "patience", "has an effect with no_improvement only; remove it.");
        Require(_settings.Patience is null or > 0, "patience", Say($"{_settings.Patience} will not do; write at least 1."));
        Require(_settings.Rule != PruningRule.NoImprovement || _settings.At.Count > (_settings.Patience ?? 1), "at", Say($"{_settings.At.Count} steps are too few for no_improvement with a patience of {_settings.Patience ?? 1}; name more than that."));
        foreach (var run in plan.Runs)
        {
            Check(run);
        }
    }

    private void Check(PlannedRun run)
    {
        var config = run.Run.Config;
        var (every, steps) = (config.Evaluation.EverySteps, config.Training.Steps);
        Require(config.Evaluation.Split != Split.Test, "rule", "the runs are evaluated on the test split, and to choose by that spoils it; write evaluation.split: validation.");
        foreach (var at in _settings.At)
        {
            Require(at < steps, "at", Say($"{run.FullLabel} has only {steps} steps; name steps below that instead of {at}."));
            Require(every > 0 && at % every == 0, "at", Say($"{run.FullLabel} is not evaluated after step {at} (evaluation.every_steps is {every}); name multiples of that."));
        }

        var first = plan.Runs[0].Run.Config;
        var differs = _settings.Rule == PruningRule.NoImprovement ? null : ConfigDifference.Between(first, config)
            .FirstOrDefault(d => d.Path.StartsWith("data.corpus", StringComparison.Ordinal) || d.Path is "evaluation.split" or "evaluation.documents" or "evaluation.documents_on_the_way");
        Require(differs is null, "rule", $"compares runs with one another, and {run.FullLabel} is evaluated on other text than {plan.Runs[0].FullLabel} ({differs?.Path} differs); no_improvement would do.");
    }

    private void Require(bool holds, string key, string problem)
    {
        if (!holds)
        {
            throw writtenAt($"pruning.{key}").Wrong($"pruning.{key}", problem);
        }
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
