using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UniMem.Data;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tables;
using UniMem.Training;

namespace UniMem.Experiments.Probes;

/// <summary>Evaluations made of a run's weights, kept in <c>probes/</c> of its folder under a name that follows from all that decides them.</summary>
/// <remarks>
/// The name stands for the whole resolved configuration, the text, the plugins and the weights, so that an evaluation is never taken for one of
/// other weights. Scores are written first and the note of what they cost last, both whole: an evaluation is there or not.
/// </remarks>
public sealed class ProbeStore
{
    private const string Version = "1";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly string _folder;
    private readonly string _weights;

    /// <param name="run">The run; its weights are read once, to know them by.</param>
    public ProbeStore(TrainedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        _folder = Path.Combine(run.Folder.Path, "probes");
        using var checkpoint = File.OpenRead(run.Checkpoint);
        _weights = Convert.ToHexStringLower(SHA256.HashData(checkpoint));
    }

    /// <summary>The name of an evaluation.</summary>
    /// <param name="changed">The run as it is evaluated.</param>
    public string KeyOf(ResolvedRun changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Version} {changed.Id} {_weights}")))[..16];
    }

    /// <summary>The file of an evaluation's scores.</summary>
    public string ScoresFile(string key) => Path.Combine(_folder, $"{key}.csv");

    /// <summary>An evaluation that was made before; null where it was not, or is broken.</summary>
    public StoredEvaluation? Find(string key)
    {
        try
        {
            return File.Exists(NoteFile(key)) && JsonSerializer.Deserialize<Note>(File.ReadAllText(NoteFile(key)), Format) is { } note
                ? new(key, DocumentScore.Read(ScoresFile(key)), note.TokensRead, note.Seconds)
                : null;
        }
        catch (Exception broken) when (broken is JsonException or FormatException or IOException)
        {
            return null;
        }
    }

    /// <summary>Keeps an evaluation.</summary>
    public StoredEvaluation Keep(string key, EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var scores = result.Rows.Select(DocumentScore.Of).ToList();
        CsvTable.Write(ScoresFile(key), DocumentScore.Columns, scores.Select(score => score.ToCells()));
        WholeFile.Write(NoteFile(key), JsonSerializer.Serialize(new Note { TokensRead = result.TokensRead, Seconds = result.Seconds }, Format) + "\n");
        return new(key, scores, result.TokensRead, result.Seconds);
    }

    private string NoteFile(string key) => Path.Combine(_folder, $"{key}.json");

    private sealed record Note
    {
        public required long TokensRead { get; init; }

        public required double Seconds { get; init; }
    }
}

/// <summary>An evaluation as it is kept.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Scores">Scores by document and position.</param>
/// <param name="TokensRead">Tokens of text fed to the model.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record StoredEvaluation(string Key, IReadOnlyList<DocumentScore> Scores, long TokensRead, double Seconds)
{
    /// <summary>The totals.</summary>
    public Score Score => Score.Of(Scores);
}
