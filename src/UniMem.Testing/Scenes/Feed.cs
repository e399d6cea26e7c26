using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using UniMem.Memory;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Scenes;

/// <summary>What one row does in one segment.</summary>
/// <param name="Written">Slots that it writes; the columns that other rows need more are padding.</param>
/// <param name="Begins">Whether a document begins, so that what the row held is forgotten before.</param>
internal sealed record FeedStep(int Written, bool Begins = false);

/// <summary>Segments written into a memory one after the other.</summary>
/// <param name="Segments">For each segment a step for each row.</param>
/// <param name="Start">Position of each row's first slot.</param>
internal sealed record Feed(IReadOnlyList<IReadOnlyList<FeedStep>> Segments, long Start = 0) : Situation
{
    /// <inheritdoc/>
    public override int RowCount => Segments[0].Count;

    /// <inheritdoc/>
    public override string InWords => string.Join("; ", Segments.Select((steps, segment) => $"segment {segment + 1}: "
        + string.Join(", ", steps.Select((step, row) => $"row {row} {(step.Begins ? "begins a document and " : "")}writes {step.Written}"))))
        + (Start > 0 ? $" (positions from {Start} on)" : "");

    /// <summary>Up to three rows and six segments, often more than a capacity holds.</summary>
    /// <param name="capacity">Slots that the manager holds.</param>
    public static Arbitrary<Situation> Of(long capacity)
    {
        var longest = (int)Math.Clamp(capacity * 4 / 3, 3, 4096);
        return Arb.From(
            from rows in Gen.Choose(1, 3)
            from segments in Gen.Choose(1, 6)
            from start in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 40)))
            from steps in Gen.ArrayOf(Gen.ArrayOf(Step(longest), rows), segments)
            select (Situation)new Feed([.. steps], start),
            situation => ((Feed)situation).Smaller());
    }

    /// <summary>The slots that the segments write, with their numbers of rows that begin a document.</summary>
    /// <param name="staging">Rows and device.</param>
    public IEnumerable<(MemoryBlock Incoming, bool[] Begins)> Blocks(Staging staging)
    {
        var next = Enumerable.Repeat(Start, RowCount).ToArray();
        foreach (var steps in Segments)
        {
            var width = steps.Max(step => step.Written);
            if (width == 0)
            {
                continue;
            }

            next = [.. next.Select((from, row) => steps[row].Begins ? 0 : from)];
            var columns = torch.arange(width).unsqueeze(0);
            var valid = columns < torch.tensor(steps.Select(step => (long)step.Written).ToArray()).unsqueeze(1);
            var positions = (columns + torch.tensor(next).unsqueeze(1)).masked_fill(valid.logical_not(), -1);
            next = [.. next.Select((from, row) => from + steps[row].Written)];
            var keys = positions.to_type(staging.Compute).view(RowCount, 1, width, 1);
            var block = new MemoryBlock(Row(keys, staging), Row(keys * 2, staging), Row(positions, staging), Row(valid, staging));
            yield return (block, [.. steps.Select(step => step.Begins).Where((_, row) => staging.Alone is null || row == staging.Alone)]);
        }
    }

    private static torch.Tensor Row(torch.Tensor tensor, Staging staging)
    {
        var row = staging.Alone is { } alone ? tensor.narrow(0, alone, 1).clone() : tensor.clone();
        return staging.Device is { } device ? row.to(device) : row;
    }

    private static Gen<FeedStep> Step(int longest) =>
        from written in Gen.Frequency((1, Gen.Constant(1)), (4, Gen.Choose(1, longest)))
        from begins in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new FeedStep(written, begins);

    private IEnumerable<Situation> Smaller()
    {
        for (var segment = 0; segment < Segments.Count && Segments.Count > 1; segment++)
        {
            yield return this with { Segments = [.. Segments.Where((_, index) => index != segment)] };
        }

        for (var row = 0; row < RowCount && RowCount > 1; row++)
        {
            yield return this with { Segments = [.. Segments.Select(steps => (IReadOnlyList<FeedStep>)[.. steps.Where((_, index) => index != row)])] };
        }

        if (Start > 0)
        {
            yield return this with { Start = 0 };
        }

        for (var segment = 0; segment < Segments.Count; segment++)
        {
            for (var row = 0; row < RowCount; row++)
            {
                foreach (var step in Smaller(Segments[segment][row]))
                {
                    yield return With(segment, row, step);
                }
            }
        }
    }

    private static IEnumerable<FeedStep> Smaller(FeedStep step)
    {
        if (step.Begins)
        {
            yield return step with { Begins = false };
        }

        if (step.Written > 1)
        {
            yield return step with { Written = (step.Written + 1) / 2 };
            yield return step with { Written = step.Written - 1 };
        }
    }

    private Feed With(int segment, int row, FeedStep step) => this with
    {
        Segments = [.. Segments.Select((steps, s) => s != segment ? steps : [.. steps.Select((old, r) => r == row ? step : old)])],
    };
}
