using System.Text.Json;
using TorchSharp;
using UniMem.Components;
using UniMem.Data;
using UniMem.Models;
using UniMem.Training.Checkpoints;
using UniMem.Training.Processes;

namespace UniMem.Training;

/// <summary>A run in progress: model, optimizer, place in the corpus and memory, which are made, saved and resumed together.</summary>
/// <remarks>
/// Resuming is exact: a session resumed from a checkpoint computes the same bits as one that never stopped, on the same machine with the
/// same
/// number of threads. Not for use by several threads; all calls come from the thread that made it.
/// </remarks>
public sealed class TrainingSession : IDisposable
{
    private readonly TrainingSetup _setup;
    private readonly IOptimizer _optimizer;
    private readonly SegmentStream _stream;
    private readonly Trainer _trainer;
    private MemoryShares? _memories;
    private bool _diverged;

    private TrainingSession(TrainingSetup setup)
    {
        _setup = setup;
        var (training, device) = (setup.Training, setup.Numerics.Device);
        _stream = SegmentStream.Training(setup.Corpus, training.Batch, training.Segment, setup.Seed, device);
        Model = setup.BuildModel();
        _optimizer = training.Optimizer.Build([.. Model.named_parameters().Where(p => p.Item2.requires_grad)], setup.Numerics);
        _trainer = new Trainer(Model, _optimizer, training, setup.Processes);
    }

    /// <summary>The model as it is now.</summary>
    public LanguageModel Model { get; }

    /// <summary>Optimizer steps completed.</summary>
    public long CompletedSteps => _trainer.CompletedSteps;

    /// <summary>Target tokens seen.</summary>
    public long Tokens => _trainer.Tokens;

    /// <summary>True when all steps of the run are made.</summary>
    public bool Finished => CompletedSteps >= _setup.Training.Steps;

    /// <summary>Bytes that memory holds between two steps, all rows of this process together.</summary>
    public long MemoryBytes => _trainer.Carried.Bytes;

    /// <summary>Begins a run.</summary>
    /// <param name="setup">What it computes.</param>
    /// <exception cref="ConfigurationException">A setting is out of range, or parts do not fit together.</exception>
    public static TrainingSession Create(TrainingSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        setup.Training.Check();
        setup.Evaluation.Check();
        EvaluationFit.Check(setup.Evaluation, setup.Model, setup.Training.Segment);
        ProcessFit.Check(setup.Processes.Size, setup.Training.Batch);
        return new(setup);
    }

    /// <summary>Goes on with a run.</summary>
    /// <param name="setup">What the run was begun with.</param>
    /// <param name="folder">Where <see cref="Save"/> put its checkpoint.</param>
    /// <exception cref="ConfigurationException">The checkpoint is missing, broken or of another run.</exception>
    public static TrainingSession Resume(TrainingSetup setup, string folder)
    {
        var session = Create(setup);
        try
        {
            session.Restore(Path.Combine(folder, Checkpoint.FileName));
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>True when a folder holds a checkpoint to resume from.</summary>
    /// <param name="folder">The run's folder.</param>
    public static bool CanResume(string folder) => File.Exists(Path.Combine(folder, Checkpoint.FileName));

    /// <summary>One optimizer step.</summary>
    /// <exception cref="TrainingDivergedException">Loss or gradient is no longer a number; the session saves no more.</exception>
    public StepMetrics Step()
    {
        try
        {
            return _trainer.Step(_stream.Next);
        }
        catch (TrainingDivergedException)
        {
            _diverged = true;
            throw;
        }
    }

    /// <summary>Evaluates the weights as they are; training is not disturbed.</summary>
    /// <param name="config">What is read; the run's own evaluation when null.</param>
    /// <param name="cancellation">Looked at before every segment.</param>
    /// <returns>The whole result in process 0; in others what they read themselves.</returns>
    /// <exception cref="OperationCanceledException">Cancelled, in any of the processes.</exception>
    public EvaluationResult Evaluate(EvaluationConfig? config = null, CancellationToken cancellation = default)
    {
        var evaluator = new Evaluator(Model, _setup.Corpus, _setup.Training, _setup.Numerics.Device) { Share = _setup.Rows };
        return SharedEvaluation.Run(_setup.Processes, () => evaluator.Evaluate(config ?? _setup.Evaluation, CompletedSteps, cancellation), cancellation);
    }

    /// <summary>Whether something is true in any of the processes; all of them ask at the same place.</summary>
    /// <param name="here">Whether it is in this one.</param>
    public bool InAnyProcess(bool here)
    {
        if (_setup.Processes.Size == 1)
        {
            return here;
        }

        using var scope = torch.NewDisposeScope();
        var count = torch.tensor(new[] { here ? 1.0f : 0.0f });
        _setup.Processes.Sum(count);
        return count.ToSingle() > 0;
    }

    /// <summary>Writes a checkpoint whole; the one before is kept until then. Process 0 writes what all have; all of them call this.</summary>
    /// <param name="folder">The run's folder; made when missing.</param>
    /// <exception cref="InvalidOperationException">Training has diverged; the weights are not worth keeping.</exception>
    public void Save(string folder)
    {
        if (_diverged)
        {
            throw new InvalidOperationException("Training has diverged; the checkpoint written before is kept.");
        }

        // Gathered once for a step, however often process 0 has to try to write.
        if (_memories?.Step != CompletedSteps)
        {
            _memories?.Dispose();
            _memories = MemoryShares.Gather(_setup.Processes, CompletedSteps, _trainer.Carried);
        }

        if (_setup.Processes.Rank == 0)
        {
            new Checkpoint(CompletedSteps, Tokens, JsonSerializer.Serialize(_stream.State), _memories.All)
                .Write(Path.Combine(folder, Checkpoint.FileName), Model, _optimizer);
        }
    }

    /// <summary>Frees model, optimizer and memory.</summary>
    public void Dispose()
    {
        _memories?.Dispose();
        _trainer.Dispose();
        _optimizer.Dispose();
        foreach (var generator in Model.Generators.Values)
        {
            generator.Dispose();
        }

        Model.Dispose();
    }

    private void Restore(string path)
    {
        var checkpoint = Checkpoint.Read(path, Model, _optimizer, _setup.Numerics.Device);
        _trainer.Restore(checkpoint.Step, checkpoint.Tokens, MemoryRows.Take(checkpoint.Memories, _setup.Training.Batch, _setup.Rows));
        _stream.Restore(Place(path, checkpoint.Stream));
    }

    private static StreamState Place(string path, string json)
    {
        try
        {
            return JsonSerializer.Deserialize<StreamState>(json) ?? throw new JsonException("nothing");
        }
        catch (JsonException exception)
        {
            throw new ConfigurationException(
                path, "the header does not say where in the text the run stood; start the run again in an empty folder.", exception);
        }
    }
}
