namespace UniMem.Experiments.Tracking.Database;

/// <summary>Queries to begin with, for people; a test runs each.</summary>
public static class DatabaseExamples
{
    /// <summary>What is asked, and how.</summary>
    public static IReadOnlyList<(string Question, string Query)> All { get; } =
    [
        ("How good is every run at its end?",
            "SELECT r.method, r.seed, s.perplexity FROM runs r JOIN scores s USING (run, step) ORDER BY s.perplexity"),
        ("Each cell of a sweep, averaged over its seeds",
            "SELECT w.cell, count(*) AS seeds, avg(s.perplexity) AS perplexity FROM sweeps w JOIN runs r USING (run) JOIN scores s USING (run, step) "
            + "WHERE w.sweep = 'quickstart' GROUP BY w.cell"),
        ("Loss against a setting",
            "SELECT t.value AS learning_rate, min(r.loss) AS loss FROM runs r JOIN settings t USING (run) "
            + "WHERE t.path = 'training.optimizer.learning_rate' GROUP BY t.value"),
        ("In what do the runs differ?",
            "SELECT path, count(DISTINCT value) AS number, group_concat(DISTINCT value) AS found FROM settings GROUP BY path HAVING number > 1"),
        ("What went wrong?",
            "SELECT run, name, state, reason FROM runs WHERE state <> 'done'"),
    ];
}
