using UniMem.Components;
using UniMem.Memory.Reading;

namespace UniMem.Training.Tasks;

/// <summary>How many of the slots that an exact search would have found the indexes of the model's memories find.</summary>
/// <remarks>Measured for some queries of every segment of which an index searches for slots, over all memories and layers that have one.</remarks>
[Component("index_recall")]
public sealed record IndexRecallConfig : EvaluationTaskConfig
{
    /// <summary>One query of a segment in so many is also searched for exactly. At least 1: all of them.</summary>
    public int Every { get; init; } = 64;

    /// <inheritdoc/>
    public override void Check(string path) => Ranges.AtLeast($"{path}.every", Every, 1);

    /// <inheritdoc/>
    public override IEvaluationTask Build() => new IndexRecallTask(Every);
}

/// <inheritdoc cref="IndexRecallConfig"/>
/// <param name="every">One query of a segment in so many. At least 1.</param>
public sealed class IndexRecallTask(int every) : IEvaluationTask
{
    /// <summary>
    /// Measures <c>recall</c>, from 0 to 1, and <c>queries</c>, how many of a head were searched for exactly too; recall is missing where memory
    /// never held a chunk.
    /// </summary>
    /// <exception cref="ConfigurationException">No memory has an index.</exception>
    public IReadOnlyDictionary<string, double> Measure(HeldOutReading reading, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(reading);
        List<SlotIndex> indexes = [.. reading.Model.Blocks.SelectMany(block => block.Memories).SelectMany(memory => memory.Indexes)];
        if (indexes.Count == 0)
        {
            throw new ConfigurationException("evaluation.tasks", "index_recall measures the 'index' of a reader, and no memory has one; leave the task out.");
        }

        var recall = new SearchRecall(every);
        indexes.ForEach(index => index.Recall = recall);
        try
        {
            reading.Read((_, _) => { }, cancellation);
        }
        finally
        {
            indexes.ForEach(index => index.Recall = null);
        }

        var result = new Dictionary<string, double> { ["queries"] = recall.Queries };
        if (recall.Wanted > 0)
        {
            result["recall"] = (double)recall.Found / recall.Wanted;
        }

        return result;
    }
}
