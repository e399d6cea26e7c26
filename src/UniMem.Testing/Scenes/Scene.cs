using FsCheck;
using FsCheck.Fluent;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Scenes;

/// <summary>One row of a scene.</summary>
/// <param name="Held">Slots that it holds: the newest columns of the memory.</param>
/// <param name="Shown">Tokens of the segment that are text; the rest is padding. At least 1.</param>
internal sealed record SceneRow(int Held, int Shown);

/// <summary>A segment that is about to be read or written beside a memory.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Slots">Columns of the memory. At least 1.</param>
/// <param name="Tokens">Tokens of the segment. At least 1.</param>
/// <param name="Start">Added to all positions.</param>
/// <param name="Stride">Positions from a slot to the next: above 1 where a manager has left gaps.</param>
/// <param name="Beside">Memory tokens of another memory before the segment's own tokens.</param>
/// <param name="Seed">Seed of all numbers.</param>
/// <param name="Scale">All numbers are multiplied by this.</param>
internal sealed record Scene(
    IReadOnlyList<SceneRow> Rows, int Slots, int Tokens, long Start = 0, int Stride = 1, int Beside = 0, int Seed = 1, double Scale = 1) : Situation
{
    /// <inheritdoc/>
    public override int RowCount => Rows.Count;

    /// <summary>Position of a row's first token.</summary>
    public long Origin(int row) => Start + (Slots * Stride) + (3 * row);

    /// <inheritdoc/>
    public override string InWords
    {
        get
        {
            var memory = $"a memory of {Slots} {(Slots == 1 ? "column" : "columns")}";
            var rows = Rows.Select((row, index) => $"row {index} holds {Spelt(row, index)} and its segment is {row.Shown} of {Tokens} "
                + $"{(Tokens == 1 ? "token" : "tokens")} from position {Origin(index)} "
                + $"on{(row.Shown < Tokens ? " (the rest is padding)" : "")}");
            var beside = Beside > 0 ? $"; {Beside} memory tokens stand before the segment" : "";
            var scale = Scale == 1 ? "" : FormattableString.Invariant($", times {Scale}");
            return $"{memory}; {string.Join("; ", rows)}{beside}; numbers drawn with seed {Seed}{scale}";
        }
    }

    /// <summary>Scenes of up to three rows, seven slots and six tokens.</summary>
    public static Arbitrary<Situation> Any { get; } = Arb.From(
        (from rows in Gen.Choose(1, 3)
         from slots in Gen.Choose(1, 7)
         from tokens in Gen.Choose(1, 6)
         from held in Gen.ArrayOf(Gen.Choose(0, slots), rows)
         from shown in Gen.ArrayOf(Gen.Choose(1, tokens), rows)
         from stride in Gen.Frequency((3, Gen.Constant(1)), (1, Gen.Choose(2, 3)))
         from start in Gen.Choose(0, 40)
         from beside in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 2)))
         from seed in Gen.Choose(1, 1000)
         select (Situation)new Scene([.. held.Zip(shown, (h, s) => new SceneRow(h, s))], slots, tokens, start, stride, beside, seed)),
        situation => ((Scene)situation).Smaller());

    private IEnumerable<Situation> Smaller()
    {
        for (var row = 0; row < Rows.Count && Rows.Count > 1; row++)
        {
            yield return this with { Rows = [.. Rows.Where((_, index) => index != row)] };
        }

        if (Slots > 1)
        {
            yield return this with { Slots = Slots - 1, Rows = [.. Rows.Select(row => row with { Held = Math.Min(row.Held, Slots - 1) })] };
        }

        if (Tokens > 1)
        {
            yield return this with { Tokens = Tokens - 1, Rows = [.. Rows.Select(row => row with { Shown = Math.Min(row.Shown, Tokens - 1) })] };
        }

        for (var row = 0; row < Rows.Count; row++)
        {
            if (Rows[row].Shown < Tokens)
            {
                yield return With(row, Rows[row] with { Shown = Tokens });
            }

            if (Rows[row].Held > 0)
            {
                yield return With(row, Rows[row] with { Held = Rows[row].Held - 1 });
            }
        }

        foreach (var simpler in new[] { this with { Start = 0 }, this with { Stride = 1 }, this with { Beside = 0 }, this with { Seed = 1 } })
        {
            if (!simpler.Equals(this))
            {
                yield return simpler;
            }
        }
    }

    private Scene With(int row, SceneRow changed) => this with { Rows = [.. Rows.Select((old, index) => index == row ? changed : old)] };

    private string Spelt(SceneRow row, int index) => row.Held switch
    {
        0 => "nothing",
        1 => $"1 slot (position {Origin(index) - Stride})",
        _ => $"{row.Held} slots (positions {Origin(index) - (row.Held * Stride)} to {Origin(index) - Stride}{(Stride > 1 ? $", every {Stride}" : "")})",
    };
}
