using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using UniMem.Data.Corpora;
using UniMem.Experiments.Runs;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Tracking.Database;

/// <summary>Reads the folder of a run into the tables of a database.</summary>
internal sealed class RunImport(SqliteTransaction transaction)
{
    private const string LossPrefix = "loss:";

    /// <summary>Adds a run that the database does not hold.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="fingerprint">See <see cref="RunFingerprint"/>.</param>
    public void Add(RunFolder folder, string fingerprint)
    {
        var config = (ConfigMap)YamlReader.Read(File.ReadAllText(folder.ConfigFile), folder.ConfigFile);
        var settings = FlatSettings.Of(config).ToDictionary(setting => setting.Path, setting => setting.Value);
        var (metrics, timing) = (Table(folder.MetricsFile), Table(folder.TimingFile).Rows);
        var (outcome, facts, run) = (RunOutcome.Of(folder), RunFacts.Read(folder.FactsFile), Path.GetFileName(folder.Path));
        using (var runs = new Table(
            transaction, "runs", "run", "name", "method", "seed", "state", "reason", "step", "steps", "tokens", "seconds", "loss", "parameters", "memory_bytes",
            "flops_per_token", "folder", "fingerprint"))
        {
            var last = metrics.Rows.Count == 0 ? null : metrics.Rows[^1];
            runs.Add(
                run, Text(settings, "name"), Text(settings, "method"), settings.GetValueOrDefault("seed"), outcome.State, outcome.Reason, last?.Long("step") ?? 0,
                settings.GetValueOrDefault("training.steps"), last?.Long("tokens") ?? 0, timing.Sum(row => row.Double("seconds")), last?.Double("loss"),
                facts?.Parameters, facts?.MemoryBytes, facts?.FlopsPerToken, folder.Path, fingerprint);
        }

        using (var table = new Table(transaction, "settings", "run", "path", "value"))
        {
            foreach (var (path, value) in settings)
            {
                table.Add(run, path, value);
            }
        }

        AddSessions(run, folder);
        AddMetrics(run, metrics, timing.ToDictionary(row => row["step"], row => row.Double("seconds")));
        AddEvaluations(run, folder);
    }

    private void AddSessions(string run, RunFolder folder)
    {
        if (!File.Exists(folder.EnvironmentFile) || JsonNode.Parse(File.ReadAllText(folder.EnvironmentFile)) is not JsonArray sessions)
        {
            return;
        }

        using var table = new Table(transaction, "sessions", "run", "session", "key", "value");
        foreach (var (session, entry) in sessions.OfType<JsonObject>().Index())
        {
            foreach (var (key, value) in entry)
            {
                table.Add(run, session, key, value is JsonValue single && single.TryGetValue(out double number) ? number : value?.ToString());
            }
        }
    }

    private void AddMetrics(string run, CsvTable metrics, Dictionary<string, double> seconds)
    {
        using var table = new Table(transaction, "metrics", "run", "step", "tokens", "loss", "perplexity", "gradient_norm", "learning_rate", "seconds");
        using var losses = new Table(transaction, "losses", "run", "step", "part", "loss");
        var parts = metrics.Columns.Where(column => column.StartsWith(LossPrefix, StringComparison.Ordinal)).ToList();
        foreach (var row in metrics.Rows)
        {
            table.Add(
                run, row.Long("step"), row.Long("tokens"), row.Double("loss"), row.Double("perplexity"), row.Double("gradient_norm"), row.Double("learning_rate"),
                seconds.TryGetValue(row["step"], out var time) ? time : null);
            foreach (var part in parts)
            {
                losses.Add(run, row.Long("step"), part[LossPrefix.Length..], row.Double(part));
            }
        }
    }

    private void AddEvaluations(string run, RunFolder folder)
    {
        using var table = new Table(transaction, "documents", "run", "split", "step", "document", "bin_start", "bin_end", "nats", "targets", "bytes");
        using var totals = new Table(transaction, "scores", "run", "split", "step", "documents", "targets", "bytes", "nats", "loss", "perplexity", "bits_per_byte");
        using var measures = new Table(transaction, "measures", "run", "split", "step", "task", "measure", "value");
        var files = new EvaluationFiles(folder.EvaluationFolder);
        foreach (var scores in EvaluationFiles.All(folder.EvaluationFolder).Select(file => DocumentScore.Read(file.Path)).Where(scores => scores.Count > 0))
        {
            foreach (var s in scores)
            {
                table.Add(run, s.Split, s.Step, s.Document, s.BinStart, s.BinEnd, s.Nats, s.Targets, s.Bytes);
            }

            var total = Score.Of(scores);
            totals.Add(
                run, scores[0].Split, scores[0].Step, scores.Select(s => s.Document).Distinct().Count(), total.Targets, total.Bytes, total.Nats, total.Loss,
                total.Perplexity, total.BitsPerByte);
            foreach (var measured in files.ReadMeasures(Enum.Parse<Split>(scores[0].Split, ignoreCase: true), scores[0].Step))
            {
                measures.Add(run, scores[0].Split, scores[0].Step, measured.Task, measured.Measure, measured.Value);
            }
        }
    }

    private static CsvTable Table(string path) => File.Exists(path) ? CsvTable.Read(path) : new([], []);

    private static string Text(Dictionary<string, object?> settings, string path) =>
        Convert.ToString(settings.GetValueOrDefault(path), CultureInfo.InvariantCulture) ?? "";
}
