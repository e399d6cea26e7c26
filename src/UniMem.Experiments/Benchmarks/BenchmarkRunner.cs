using System.Globalization;

namespace UniMem.Experiments.Benchmarks;

/// <summary>Measures every method at every size and tells what it finds.</summary>
public static class BenchmarkRunner
{
    /// <summary>Measures.</summary>
    /// <param name="request">What.</param>
    /// <param name="output">Where to tell.</param>
    /// <param name="stop">Looked at between turns.</param>
    public static void Run(BenchmarkRequest request, TextWriter output, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine("size   method                 work       tokens/s   rival's  ratio (least to most)  limit  utilisation  rival's");
        foreach (var (size, method) in request.Sizes.SelectMany(size => request.Methods.Select(method => (size, method))))
        {
            var run = request.Files.Run(size, method, request.Threads);
            using var cell = new BenchmarkCell(
                size, method, run, request.Segments, request.Rival is null ? null : request.Files.Rival(method, request.Threads));
            foreach (var work in Enum.GetValues<BenchmarkWork>())
            {
                var turns = new List<TurnResult>();
                foreach (var turn in cell.Measure(work, request.Turns, request.Clock, request.TurnSeconds))
                {
                    stop.ThrowIfCancellationRequested();
                    turns.Add(turn);
                }

                output.WriteLine(Line(turns));
                output.Flush();
            }

            var (ours, rival) = cell.PeakBytes;
            output.WriteLine(Invariant($"{size,-6} {method,-22} peak MB   {ours / 1e6,9:F0} {rival / 1e6,9:F0}"));
        }
    }

    private static string Line(IReadOnlyList<TurnResult> turns)
    {
        var (ours, used) = (Spread.Of(turns.Select(turn => 1 / turn.Ours)), Spread.Of(turns.Select(turn => turn.Utilisation)));
        var mine = Invariant($"{turns[0].Size,-6} {turns[0].Method,-22} {turns[0].Work,-9} {ours.Median,9:F0}");
        if (turns.Any(turn => turn.Rival is null))
        {
            return mine + Invariant($"                                          {used.Median,6:P0}");
        }

        var ratio = Spread.Of(turns.Select(turn => turn.Ratio!.Value));
        return mine + Invariant($" {Spread.Of(turns.Select(turn => 1 / turn.Rival!.Value)).Median,9:F0}")
            + Invariant($"  {ratio.Median,5:F2} ({ratio.Least:F2} to {ratio.Most:F2})  {Spread.Of(turns.Select(turn => turn.Limit!.Value)).Median,8:F2}")
            + Invariant($"  {used.Median,9:P0}  {Spread.Of(turns.Select(turn => turn.RivalUtilisation!.Value)).Median,9:P0}");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
