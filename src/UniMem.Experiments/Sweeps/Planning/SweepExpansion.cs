using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Sweeps.Planning;

/// <summary>Combines what a sweep varies into runs.</summary>
public static class SweepExpansion
{
    /// <summary>Every combination, the last dimension changing fastest.</summary>
    /// <param name="start">The run before anything is varied.</param>
    /// <param name="dimensions">What is varied, in the order in which it is worked in.</param>
    /// <exception cref="ConfigurationException">Something is set that no run has, or a choice or condition has no effect.</exception>
    public static IReadOnlyList<SweepDraft> Of(SweepDraft start, IReadOnlyList<SweepDimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(dimensions);
        IReadOnlyList<SweepDraft> drafts = [start];
        foreach (var (at, dimension) in dimensions.Index())
        {
            var later = dimensions.Skip(at).SelectMany(d => d.Axes).Select(axis => axis.Path).ToList();
            drafts = Combine(drafts, dimension, later);
        }

        return drafts;
    }

    private static List<SweepDraft> Combine(IReadOnlyList<SweepDraft> drafts, SweepDimension dimension, IReadOnlyList<string> later)
    {
        foreach (var condition in dimension.Choices.Select(choice => choice.Where).OfType<SweepCondition>().Distinct())
        {
            condition.Check(drafts, later);
            Refuse(condition, drafts);
        }

        var used = new HashSet<SweepChoice>();
        var next = drafts.SelectMany(draft => Vary(draft, dimension, used)).ToList();
        foreach (var choice in dimension.Choices.Where(choice => !used.Contains(choice)))
        {
            var meant = drafts.Where(draft => choice.Where?.Holds(draft) != false).ToList();
            var lacking = choice.Assignments.First(assignment => meant.All(draft => !draft.Takes(assignment)));
            throw lacking.Location.Wrong(Place(choice, lacking), $"no run of this sweep has this setting{SweepCondition.Nearest(lacking.Path, meant)}");
        }

        return next;
    }

    private static void Refuse(SweepCondition condition, IReadOnlyList<SweepDraft> drafts)
    {
        var held = drafts.Count(condition.Holds);
        if (held == 0 || held == drafts.Count)
        {
            throw condition.Location.Wrong("where", held == 0
                ? $"no run of this sweep is so ({condition.Text})."
                : $"every run of this sweep is so ({condition.Text}), so that it changes nothing; leave it out.");
        }
    }

    private static IEnumerable<SweepDraft> Vary(SweepDraft draft, SweepDimension dimension, HashSet<SweepChoice> used)
    {
        var fitting = dimension.Choices.Where(choice => choice.Where?.Holds(draft) != false)
            .Select(choice => (Choice: choice, Run: Apply(draft, choice)))
            .Where(pair => pair.Run is not null)
            .ToList();
        used.UnionWith(fitting.Select(pair => pair.Choice));
        return fitting.Count > 0
            ? fitting.Select(pair => Note(pair.Run!, dimension, pair.Choice))
            : [dimension.Axes.Aggregate(draft, (run, axis) => run.Note(axis.Path, null))];
    }

    private static SweepDraft Note(SweepDraft run, SweepDimension dimension, SweepChoice choice) => dimension.Axes.Aggregate(run, (noted, axis) =>
        noted.Note(axis.Path, choice.Case ?? choice.Assignments.First(assignment => assignment.Path == axis.Path).Text));

    // A choice is taken whole or not at all: half of a case would bear the name of the whole.
    private static SweepDraft? Apply(SweepDraft draft, SweepChoice choice)
    {
        var run = draft;
        var lacking = new List<SweepAssignment>();
        foreach (var assignment in choice.Assignments)
        {
            if (run.Takes(assignment))
            {
                run = run.With(assignment);
            }
            else
            {
                lacking.Add(assignment);
            }
        }

        return lacking switch
        {
            [] => run,
            [var first, ..] when lacking.Count < choice.Assignments.Count => throw first.Location.Wrong(
                Place(choice, first),
                $"a run has the other settings that go with this one, and not this one ({Described(draft)}); say with 'where' which runs are meant{Hint(first, draft)}"),
            _ => null,
        };
    }

    private static string Hint(SweepAssignment assignment, SweepDraft draft) =>
        NearestName.Of(assignment.Path, draft.Paths) is { } near ? $". Did you mean '{near}'?" : ".";

    private static string Described(SweepDraft draft) => draft.TextsOf(SweepAxis.Method) is [.., var method] && method.Length > 0 ? method : "the only one";

    private static string Place(SweepChoice choice, SweepAssignment assignment) =>
        choice.Place.EndsWith($".{assignment.Path}", StringComparison.Ordinal) ? choice.Place : $"{choice.Place}.{assignment.Path}";
}
