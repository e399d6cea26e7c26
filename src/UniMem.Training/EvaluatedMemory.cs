using UniMem.Data;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Training;

/// <summary>What the rows of an evaluation remember: of their own document, nothing, or of another document, memory by memory.</summary>
/// <remarks>
/// Another document's memory is carried by reading that document in step, at the same positions and from the same beginning, so that it is
/// as long as the row's own would be and made by the same weights; see <see cref="OtherText"/> for which document that is.
/// </remarks>
/// <param name="model">The model, in evaluation mode.</param>
/// <param name="config">Says which memories are changed.</param>
/// <param name="other">The text remembered in place of the documents' own; null where none is.</param>
internal sealed class EvaluatedMemory(LanguageModel model, EvaluationConfig config, OtherText? other) : IDisposable
{
    private MemoryState _own = MemoryState.Empty;
    private MemoryState _others = MemoryState.Empty;

    /// <summary>Times that each token of text is fed to a model: as read, and once more where it stands in for another.</summary>
    public int Passes => other is null ? 1 : 2;

    /// <summary>What the rows remember where a segment begins.</summary>
    public MemoryState Before(Segment segment)
    {
        var own = _own.Forget(segment.Forgets);
        return other is null ? own : own.Beside(_others.Forget(segment.Forgets).Of(config.Changes));
    }

    /// <summary>Carries on what the next segment remembers.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="after">What the model made of it; left to the caller's scope.</param>
    public void Carry(Segment segment, MemoryState after)
    {
        if (other is not null)
        {
            var (_, remembered) = model.Encode(other.Tokens(segment), segment.Positions, _others.Forget(segment.Forgets), segment.Runs);
            Replace(ref _others, remembered);
        }

        Replace(ref _own, after.Of(memory => !config.Changes(memory)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        _others.Dispose();
    }

    private static void Replace(ref MemoryState held, MemoryState next)
    {
        var carried = next.CarryOver();
        held.Dispose();
        held = carried;
    }
}
