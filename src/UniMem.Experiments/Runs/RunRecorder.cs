using System.Globalization;
using UniMem.Experiments.Statistics;
using UniMem.Experiments.Tracking;
using UniMem.Training;

namespace UniMem.Experiments.Runs;

/// <summary>Writes the tables of a run as it goes on.</summary>
/// <remarks>
/// What the run computed and how long it took stand in two files, so that the first is the same, byte for byte, on every repetition and
/// however often the run was interrupted.
/// </remarks>
public sealed class RunRecorder : IDisposable
{
    private readonly CsvLog _metrics;
    private readonly CsvLog _timing;
    private readonly IReadOnlyList<string> _losses;
    private readonly IReadOnlyList<string> _columns;
    private readonly Action<Action> _write;
    private long _tokens;

    /// <param name="folder">The run's folder.</param>
    /// <param name="completedSteps">Steps done; what the tables tell of later ones is dropped.</param>
    /// <param name="tokens">Target tokens seen in those steps.</param>
    /// <param name="losses">What parts of the memories lose on their own, by <c>memory.part</c>: a column each.</param>
    /// <param name="write">Carries out each write; it may try again, because a write that fails changes nothing. At once and once when null.</param>
    public RunRecorder(RunFolder folder, long completedSteps, long tokens, IReadOnlyList<string> losses, Action<Action>? write = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(losses);
        (_losses, _write) = (losses, write ?? (action => action()));
        _columns = ["step", "tokens", "loss", "perplexity", "gradient_norm", "learning_rate", .. losses.Select(name => $"loss:{name}")];
        _metrics = CsvLog.Open(folder.MetricsFile, _columns, completedSteps);
        _timing = CsvLog.Open(folder.TimingFile, ["step", "tokens", "seconds"], completedSteps);
        _tokens = tokens;
    }

    /// <summary>The event file that is written besides; null for none. The recorder disposes of it.</summary>
    public TensorBoardLog? TensorBoard { get; init; }

    /// <summary>What the tables had of steps that the run does again, in sentences; none for a run that was stopped in order.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. new[] { ("metrics.csv", _metrics.Dropped), ("timing.csv", _timing.Dropped) }
            .Where(file => file.Item2.Length > 0)
            .Select(file => $"{file.Item1}: {file.Item2} from after the checkpoint dropped; those steps are done again."),
    ];

    /// <summary>Notes a step.</summary>
    public void Add(StepMetrics step)
    {
        ArgumentNullException.ThrowIfNull(step);
        _tokens += step.Tokens;
        string[] metrics =
        [
            Text(step.Step), Text(_tokens), Text(step.Loss), Text(Math.Exp(step.Loss)), Text(step.GradientNorm), Text(step.LearningRate),
            .. _losses.Select(name => Text(step.Auxiliary.GetValueOrDefault(name))),
        ];
        var seconds = step.Seconds.ToString("F6", CultureInfo.InvariantCulture);
        _write(() => _metrics.Append(metrics));
        _write(() => _timing.Append([Text(step.Step), Text(step.Tokens), seconds]));
        Tell(now => TensorBoardEvents.OfStep(now, _columns, metrics, step.Tokens, double.Parse(seconds, CultureInfo.InvariantCulture)));
    }

    /// <summary>Notes an evaluation for those who look on; its table is <see cref="EvaluationFiles"/>'s.</summary>
    /// <param name="step">Optimizer steps done.</param>
    /// <param name="scores">What was found.</param>
    public void Add(long step, IReadOnlyList<DocumentScore> scores) => Tell(now => TensorBoardEvents.OfEvaluation(now, step, scores));

    /// <summary>Returns when all notes are on the disk, as they must be before a checkpoint that stands for them.</summary>
    public void FlushToDisk()
    {
        _metrics.FlushToDisk();
        _timing.FlushToDisk();
        TensorBoard?.FlushToDisk();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _metrics.Dispose();
        _timing.Dispose();
        TensorBoard?.Dispose();
    }

    private void Tell(Func<double, ScalarEvent> what)
    {
        if (TensorBoard is not null)
        {
            var told = what(TensorBoardEvents.SecondsSince1970(DateTime.UtcNow));
            _write(() => TensorBoard.Append(told));
        }
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
