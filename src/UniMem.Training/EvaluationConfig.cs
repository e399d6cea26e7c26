using System.Globalization;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Training.Tasks;

namespace UniMem.Training;

/// <summary>
/// The <c>evaluation</c> section of a run: which held-out documents are read, how often, and how the result is cut by position.
/// </summary>
public sealed record EvaluationConfig
{
    /// <summary>Optimizer steps between two evaluations. At least 0; 0 evaluates at the end only.</summary>
    public long EverySteps { get; init; }

    /// <summary>Which documents are read.</summary>
    public Split Split { get; init; } = Split.Validation;

    /// <summary>How many of the split's documents are read, taken evenly from all of it. At least 0; 0 reads all.</summary>
    public int Documents { get; init; }

    /// <summary>How many of them the evaluations before the last one read, taken evenly. At least 0; 0 reads as many as the last one does.</summary>
    public int DocumentsOnTheWay { get; init; }

    /// <summary>Documents read side by side. At least 0; 0 takes the training batch. It changes the speed, not the result.</summary>
    public int Batch { get; init; }

    /// <summary>
    /// Upper edges of the position bins in tokens, ascending: <c>[16, 64]</c> makes the bins 0-15, 16-63 and 64 onwards. A target counts
    /// where it
    /// stands in its document, whose first token stands at 0.
    /// </summary>
    public IReadOnlyList<long> ByPosition { get; init; } = [64, 128, 256, 512, 1024, 2048];

    /// <summary>What the model remembers from segment to segment.</summary>
    public MemoryUse Memory { get; init; } = MemoryUse.On;

    /// <summary>Names of the memories of which <see cref="Memory"/> speaks, while the others are as in training; empty for all of them.</summary>
    public IReadOnlyList<string> Memories { get; init; } = [];

    /// <summary>
    /// Tokens from the beginning of a segment to that of the next. At least 0, which means a whole segment. Less than a segment lets
    /// segments overlap: each target is counted once, with at least a segment less the stride of context, for a segment over stride times the work. It is for models that
    /// remember nothing: what they gain by it is the fair measure of memory.
    /// </summary>
    public int Stride { get; init; }

    /// <summary>What else is measured, by names of one's own; each task reads the same documents once more.</summary>
    public IReadOnlyDictionary<string, EvaluationTaskConfig> Tasks { get; init; } = new Dictionary<string, EvaluationTaskConfig>();

    /// <summary>True for the memories that are not as in training.</summary>
    /// <param name="memory">A memory's name.</param>
    public bool Changes(string memory) => Memory != MemoryUse.On && (Memories.Count == 0 || Memories.Contains(memory));

    /// <summary>The evaluation as it is done before training has ended.</summary>
    public EvaluationConfig OnTheWay() => DocumentsOnTheWay == 0 ? this : this with { Documents = DocumentsOnTheWay };

    /// <summary>Checks every range.</summary>
    /// <param name="path">Where this section stands in the configuration.</param>
    /// <exception cref="ConfigurationException">A value is out of range; the message names its key.</exception>
    public void Check(string path = "evaluation")
    {
        Ranges.AtLeast($"{path}.every_steps", EverySteps, 0);
        Ranges.AtLeast($"{path}.documents", Documents, 0);
        Ranges.AtLeast($"{path}.documents_on_the_way", DocumentsOnTheWay, 0);
        Ranges.AtLeast($"{path}.batch", Batch, 0);
        Ranges.AtLeast($"{path}.stride", Stride, 0);
        foreach (var (name, task) in Tasks)
        {
            task.Check($"{path}.tasks.{name}");
        }

        if (DocumentsOnTheWay > 0 && EverySteps == 0)
        {
            throw new ConfigurationException(
                $"{path}.documents_on_the_way", $"{DocumentsOnTheWay} has no effect: every_steps is 0, so nothing is evaluated on the way.");
        }

        for (var i = 0; i < ByPosition.Count; i++)
        {
            if (ByPosition[i] <= (i == 0 ? 0 : ByPosition[i - 1]))
            {
                throw new ConfigurationException($"{path}.by_position", string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ByPosition[i]} stands out of order; write ascending edges above 0, such as [64, 128, 256]."));
            }
        }
    }
}

/// <summary>What evaluation does with memory between the segments of a document.</summary>
public enum MemoryUse
{
    /// <summary>Memory is carried along each document, as in training.</summary>
    On,

    /// <summary>Memory is emptied before every segment: what the model predicts without it.</summary>
    Off,

    /// <summary>Memory is that of another document, as long and at the same positions: what the model predicts with one that does not help.</summary>
    Other,
}
