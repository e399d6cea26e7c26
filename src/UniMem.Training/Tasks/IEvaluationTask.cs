namespace UniMem.Training.Tasks;

/// <summary>Measures a model.</summary>
public interface IEvaluationTask
{
    /// <summary>What was measured, by name: numbers whose meaning does not depend on how many documents were read side by side.</summary>
    /// <remarks>
    /// The model is in evaluation mode, no gradient is kept and a dispose scope is open. The result must be a function of the model's weights
    /// and the documents alone, so that an evaluation that is done again gives the same numbers.
    /// </remarks>
    /// <param name="reading">The model and the documents of the evaluation.</param>
    /// <param name="cancellation">Asks for an end; <see cref="HeldOutReading.Read"/> looks at it before every segment.</param>
    IReadOnlyDictionary<string, double> Measure(HeldOutReading reading, CancellationToken cancellation);
}
