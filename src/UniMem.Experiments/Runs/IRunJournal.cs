using UniMem.Training;

namespace UniMem.Experiments.Runs;

/// <summary>What is kept of a run while it goes on.</summary>
internal interface IRunJournal
{
    /// <summary>Whether an evaluation is wanted that is not there yet.</summary>
    bool Lacks(long step);

    /// <summary>A step is done.</summary>
    void Note(StepMetrics step);

    /// <summary>An evaluation is done.</summary>
    void Note(long step, EvaluationResult result);

    /// <summary>A checkpoint is due.</summary>
    /// <param name="write">Writes it; may be tried again.</param>
    void Save(Action write);

    /// <summary>The run was asked to end.</summary>
    /// <param name="write">Writes a checkpoint.</param>
    void Stop(Action write);
}
