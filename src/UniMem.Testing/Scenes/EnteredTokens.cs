using TorchSharp;
using UniMem.Memory;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Scenes;

/// <summary>What became of a stream into which memory put tokens.</summary>
internal static class EnteredTokens
{
    /// <exception cref="Violation">Another number of tokens was added than the injector says.</exception>
    public static void CheckCounts(IInputInjector injector, long slots, ResidualStream before, ResidualStream after)
    {
        var next = 0L;
        foreach (var span in after.Spans)
        {
            if (span.Start != next)
            {
                throw new Violation("tokens-miscounted",
                    $"the span '{span.Name}' starts at {span.Start}, and the one before it ends at {next}.");
            }

            next += span.Length;
        }

        var added = after.Hidden.shape[1] - before.Hidden.shape[1];
        if (added != injector.AddedTokens(slots))
        {
            throw new Violation("tokens-miscounted",
                $"{added} tokens were added for {slots} slots, and AddedTokens({slots}) says {injector.AddedTokens(slots)}.");
        }

        var (ahead, was) = (after.Span(ResidualStream.Text).Start, before.Span(ResidualStream.Text).Start);
        if (ahead - was != injector.TokensBefore(slots))
        {
            throw new Violation("tokens-miscounted",
                $"{ahead - was} tokens stand before the segment for {slots} slots, and TokensBefore({slots}) says "
                + $"{injector.TokensBefore(slots)}.");
        }
    }

    /// <exception cref="Violation">A span that was there before is missing or other than it was.</exception>
    public static void CheckText(ResidualStream before, ResidualStream after)
    {
        foreach (var span in before.Spans)
        {
            if (after.Spans.All(other => other.Name != span.Name || other.Length != span.Length))
            {
                throw new Violation("text-changed", $"the span '{span.Name}' of {span.Length} tokens is no longer in the stream.");
            }

            if (!after.HiddenOf(span.Name).Equals(before.HiddenOf(span.Name)))
            {
                throw new Violation("text-changed", $"hidden states of the span '{span.Name}' are other ones than before.");
            }

            if (!after.Slice(after.Positions, span.Name).Equals(before.Slice(before.Positions, span.Name))
                || !after.Slice(after.Visible, span.Name).Equals(before.Slice(before.Visible, span.Name)))
            {
                throw new Violation("text-changed",
                    $"positions or visibility of the span '{span.Name}' are other ones than before; memory tokens do not move the text.");
            }
        }
    }

    /// <summary>The tokens added before the segment, where somebody may look at them, and those after it.</summary>
    public static Answer Each(ResidualStream before, ResidualStream after, Material material)
    {
        var text = after.Span(ResidualStream.Text);
        var added = after.Spans.Where(span => before.Spans.All(other => other.Name != span.Name)).ToList();
        return new([.. material.Rows.Select((_, row) => (IReadOnlyList<NamedTensor>)
        [
            .. added.SelectMany(span => new NamedTensor[]
            {
                new($"tokens of '{span.Name}'", after.HiddenOf(span.Name)[row].masked_fill(Seen(span, row).logical_not().unsqueeze(-1), 0), Late: span.Start > text.Start),
                new($"visibility of '{span.Name}'", Seen(span, row), Late: span.Start > text.Start),
            }),
        ])]);

        torch.Tensor Seen(StreamSpan span, int row) => after.Slice(after.Visible, span.Name)[row];
    }
}
