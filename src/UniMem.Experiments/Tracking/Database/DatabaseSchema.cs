namespace UniMem.Experiments.Tracking.Database;

/// <summary>The tables of <c>unimem.db</c>.</summary>
public static class DatabaseSchema
{
    /// <summary>Of the tables; a file of another version is made again.</summary>
    public const int Version = 1;

    /// <summary>Each table with what a line of it is, for people.</summary>
    public static IReadOnlyList<(string Table, string Meaning)> Tables { get; } =
    [
        ("runs", "a run: its folder's name, method, seed, state (done, stopped early, failed, not finished, not begun), steps done and planned, costs"),
        ("settings", "a setting of a run, by its path, such as training.optimizer.learning_rate; numbers are numbers"),
        ("sessions", "something known of one time that a run was started: commit, cpu, threads, device, versions"),
        ("metrics", "a training step: loss in nats per token, perplexity, gradient norm, learning rate, seconds"),
        ("losses", "what a part of a memory lost on its own in a step"),
        ("scores", "an evaluation: loss, perplexity and bits per byte over all text of a split"),
        ("documents", "an evaluation of one document in one position bin: nats, targets, bytes"),
        ("measures", "what a task of an evaluation measured"),
        ("sweeps", "a run of a sweep: its label there, and its cell, which is the label without the seed"),
        ("probes", "a probe of a run's memory, as unimem probe wrote it: difference in nats per byte to the run's own evaluation"),
    ];

    /// <summary>What makes the tables.</summary>
    internal const string Statements = """
        CREATE TABLE runs (
            run TEXT PRIMARY KEY, name TEXT NOT NULL, method TEXT NOT NULL, seed INTEGER, state TEXT NOT NULL, reason TEXT NOT NULL,
            step INTEGER NOT NULL, steps INTEGER, tokens INTEGER NOT NULL, seconds REAL NOT NULL, loss REAL,
            parameters INTEGER, memory_bytes INTEGER, flops_per_token REAL, folder TEXT NOT NULL, fingerprint TEXT NOT NULL);
        CREATE TABLE settings (
            run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, path TEXT NOT NULL, value, PRIMARY KEY (run, path)) WITHOUT ROWID;
        CREATE TABLE sessions (
            run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, session INTEGER NOT NULL, key TEXT NOT NULL, value,
            PRIMARY KEY (run, session, key)) WITHOUT ROWID;
        CREATE TABLE metrics (
            run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, step INTEGER NOT NULL, tokens INTEGER, loss REAL, perplexity REAL,
            gradient_norm REAL, learning_rate REAL, seconds REAL, PRIMARY KEY (run, step)) WITHOUT ROWID;
        CREATE TABLE losses (
            run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, step INTEGER NOT NULL, part TEXT NOT NULL, loss REAL,
            PRIMARY KEY (run, step, part)) WITHOUT ROWID;
        CREATE TABLE scores (
            run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, split TEXT NOT NULL, step INTEGER NOT NULL, documents INTEGER NOT NULL,
            targets INTEGER NOT NULL, bytes INTEGER NOT NULL, nats REAL, loss REAL, perplexity REAL, bits_per_byte REAL,
            PRIMARY KEY (run, split, step)) WITHOUT ROWID;
        CREATE TABLE documents (
            run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, split TEXT NOT NULL, step INTEGER NOT NULL, document TEXT NOT NULL,
            bin_start INTEGER NOT NULL, bin_end INTEGER, nats REAL, targets INTEGER NOT NULL, bytes INTEGER NOT NULL,
            PRIMARY KEY (run, split, step, document, bin_start)) WITHOUT ROWID;
        CREATE TABLE measures (
            run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, split TEXT NOT NULL, step INTEGER NOT NULL, task TEXT NOT NULL,
            measure TEXT NOT NULL, value REAL, PRIMARY KEY (run, split, step, task, measure)) WITHOUT ROWID;
        CREATE TABLE sweeps (
            sweep TEXT NOT NULL, run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, label TEXT NOT NULL, cell TEXT NOT NULL,
            PRIMARY KEY (sweep, run)) WITHOUT ROWID;
        CREATE TABLE probes (
            run TEXT NOT NULL REFERENCES runs ON DELETE CASCADE, probe TEXT NOT NULL, memory TEXT NOT NULL, setting TEXT NOT NULL, value,
            trained, step INTEGER, split TEXT, documents INTEGER, targets INTEGER, bytes INTEGER, nats REAL, perplexity REAL,
            bits_per_byte REAL, difference REAL, difference_low REAL, difference_high REAL, verdict TEXT,
            PRIMARY KEY (run, probe, memory, setting, value));
        CREATE INDEX settings_by_path ON settings (path, value);
        """;
}
