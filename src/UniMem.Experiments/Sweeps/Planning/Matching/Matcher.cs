using System.Globalization;
using UniMem.Components;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning.Matching;

/// <summary>Makes runs equal to the baseline in what a sweep's <c>match</c> says.</summary>
/// <param name="settings">What is matched.</param>
/// <param name="location">Where that was written.</param>
/// <param name="amounts">How much of it runs have.</param>
/// <param name="file">Values found before.</param>
public sealed class Matcher(MatchSettings settings, SourceLocation location, MatchAmounts amounts, MatchFile file)
{
    private string Quantity => SnakeCase.Of(settings.Quantity.ToString());

    /// <summary>The configuration of a run made equal to the baseline.</summary>
    /// <param name="label">The run's label, for messages.</param>
    /// <param name="map">What is written of the run.</param>
    /// <param name="reference">The run of the baseline that it is compared with.</param>
    /// <exception cref="ConfigurationException">No value brings it within the tolerance.</exception>
    public (ConfigMap Map, Match Match) Of(string label, ConfigMap map, ResolvedRun reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var run = ResolvedRun.Of(map);
        var key = string.Create(CultureInfo.InvariantCulture, $"{run.Id} {Quantity} of {reference.Id} by {settings.Path}");
        if (file.Find(key) is not { } found)
        {
            found = Search(run, map, amounts.Of(reference, settings.Quantity));
            file.Add(key, found);
        }

        var before = Current(run.Config);
        var match = new Match(Quantity, found.Target, found.Reached, before == found.Value
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{settings.Path} {before} -> {found.Value}"));
        if (Math.Abs(match.Miss) > settings.Tolerance && settings.Beyond == MatchBeyond.Error)
        {
            throw location.Wrong(MatchSettings.Key, string.Create(
                CultureInfo.InvariantCulture,
                $"{label} comes no nearer than {match.Miss * 100:+0.0;-0.0} % to the {Quantity} of the baseline ({found.Reached:N0} against {found.Target:N0}, with {settings.Path} {found.Value}); "
                + $"the tolerance is {settings.Tolerance * 100:0.##} %. {Remedy(match)}"));
        }

        return (before == found.Value ? map : With(map, run.Config, found.Value), match);
    }

    /// <summary>The match of a run of the baseline itself.</summary>
    public Match Itself(ResolvedRun run)
    {
        var amount = amounts.Of(run, settings.Quantity);
        return new(Quantity, amount, amount, "");
    }

    private MatchedValue Search(ResolvedRun run, ConfigMap map, double target)
    {
        if (settings.Lever == MatchBy.Steps)
        {
            var perStep = amounts.Of(run, settings.Quantity) / run.Config.Training.Steps;
            var steps = Math.Max(1, (long)Math.Round(target / perStep));
            return new(steps, target, steps * perStep);
        }

        var (value, reached) = NearestValue.Of(
            candidate => amounts.Of(ResolvedRun.Of(With(map, run.Config, candidate)), settings.Quantity), Current(run.Config), Unit(map, run.Config), target);
        return new(value, target, reached);
    }

    // Half of a head's width is rotated against the other half, so that it is even.
    private long Unit(ConfigMap map, RunConfig config) => settings.Lever switch
    {
        MatchBy.Width when map.At(["model", "head_width"]) is null => 2 * config.Model.Heads,
        MatchBy.Width => 2,
        _ => 1,
    };

    private long Current(RunConfig config) => settings.Lever switch
    {
        MatchBy.Steps => config.Training.Steps,
        MatchBy.Width => config.Model.Width,
        MatchBy.FeedForward => config.Model.FeedForward,
        _ => config.Model.Layers,
    };

    private ConfigMap With(ConfigMap map, RunConfig config, long value)
    {
        var changed = Set(map, settings.Path, value);
        return settings.Lever == MatchBy.Width
            ? Set(changed, "model.feed_forward", Math.Max(1, (long)Math.Round((double)config.Model.FeedForward * value / config.Model.Width)))
            : changed;
    }

    private ConfigMap Set(ConfigMap map, string path, long value) => ConfigOverride.Set(
        map, path.Split('.'), new ConfigScalar(value.ToString(CultureInfo.InvariantCulture), quoted: false, location), location);

    private string Remedy(Match match)
    {
        var finer = settings.Lever switch
        {
            MatchBy.Steps => "Give the baseline more steps, or r",
            MatchBy.FeedForward => "R",
            _ => "Write by: feed_forward, which moves in smaller steps, r",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{finer}aise tolerance to {Math.Ceiling(Math.Abs(match.Miss) * 1000) / 1000}, or write beyond: warning.");
    }
}
