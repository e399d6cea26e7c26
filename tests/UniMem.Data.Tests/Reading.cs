namespace UniMem.Data.Tests;

/// <summary>Follows a stream and checks, token by token, that it reads each document as it stands in the corpus.</summary>
internal sealed class Reading(IReadOnlyList<EncodedDocument> documents)
{
    private (int Document, int Next)[] _rows = [];

    /// <summary>The documents begun, in order.</summary>
    public List<int> Begun { get; } = [];

    /// <summary>The documents whose last target was given, in order.</summary>
    public List<int> Ended { get; } = [];

    /// <summary>Per document: targets given.</summary>
    public int[] Targets { get; } = new int[documents.Count];

    /// <summary>Checks one segment and frees it.</summary>
    public void Follow(Segment segment)
    {
        using (segment)
        {
            var (batch, length) = ((int)segment.Tokens.shape[0], (int)segment.Tokens.shape[1]);
            var tokens = segment.Tokens.data<long>().ToArray();
            var positions = segment.Positions.data<long>().ToArray();
            var targets = segment.Targets.data<long>().ToArray();
            _rows = _rows.Length == 0 ? [.. Enumerable.Repeat((-1, 0), batch)] : _rows;
            Assert.That(segment.Rows, Has.Count.EqualTo(_rows.Length));
            Assert.That(segment.TargetCount, Is.EqualTo(targets.Count(target => target != -100)));
            for (var row = 0; row < batch; row++)
            {
                var span = row * length;
                Follow(row, segment, tokens.AsSpan(span, length), positions.AsSpan(span, length), targets.AsSpan(span, length));
            }
        }
    }

    private void Follow(int row, Segment segment, ReadOnlySpan<long> tokens, ReadOnlySpan<long> positions, ReadOnlySpan<long> targets)
    {
        var held = segment.Rows[row];
        Assert.That(segment.StartsDocument[row], Is.EqualTo(positions[0] == 0), "a document begins at a segment's first token or not at all");
        if (positions[0] == 0)
        {
            Assert.That(_rows[row].Document < 0 || _rows[row].Next >= documents[_rows[row].Document].Targets, "the one before was read to its end");
            Begun.Add(held.Document);
            _rows[row] = (held.Document, 0);
        }

        for (var t = 0; t < tokens.Length; t++)
        {
            var expected = Expected(row, held.Document, padded: t >= held.Length);
            if ((tokens[t], positions[t], targets[t]) != expected)
            {
                Assert.Fail($"row {row}, token {t} of {segment}: {(tokens[t], positions[t], targets[t])} where {expected} stands in the corpus");
            }

            if (expected.Target >= 0)
            {
                Targets[held.Document]++;
                if (expected.Position + 1 == documents[held.Document].Targets)
                {
                    Ended.Add(held.Document);
                }
            }
        }
    }

    private (long Token, long Position, long Target) Expected(int row, int document, bool padded)
    {
        if (padded)
        {
            Assert.That(document < 0 || _rows[row].Next == documents[document].Tokens.Length, "padding begins where the document ends");
            return (0, -1, -100);
        }

        Assert.That(document, Is.EqualTo(_rows[row].Document), "a row stays with its document");
        var (position, text) = (_rows[row].Next++, documents[document].Tokens);
        return (text[position], position, position + 1 < text.Length ? text[position + 1] : -100);
    }
}
