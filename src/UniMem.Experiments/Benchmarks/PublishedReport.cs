using System.Globalization;
using System.Text;
using UniMem.Experiments.Plots;
using UniMem.Experiments.Tables;

namespace UniMem.Experiments.Benchmarks;

/// <summary>What the turns beside published implementations say.</summary>
/// <param name="turns">All of them.</param>
/// <param name="programs">What was measured.</param>
public sealed class PublishedReport(IReadOnlyList<PublishedTurn> turns, IReadOnlyList<PublishedProgram> programs)
{
    /// <summary>How many times the best published implementation is wanted, where the limit allows it.</summary>
    public const double Wanted = 2;

    private const int RowHeight = 24;
    private const int ShortCommit = 10;

    private readonly List<(string Rival, TurnSummary Summary)> _all = [.. turns
        .GroupBy(turn => (turn.Turn.Size, turn.Turn.Method, turn.Turn.Work, turn.Rival)).Select(group => (group.Key.Rival, new TurnSummary([.. group.Select(turn => turn.Turn)])))];

    /// <summary>The fastest implementation of each method, for each size and work.</summary>
    public IReadOnlyList<(string Rival, TurnSummary Summary)> Best =>
        [.. _all.GroupBy(pair => (pair.Summary.First.Size, pair.Summary.First.Method, pair.Summary.First.Work)).Select(group => group.MinBy(pair => pair.Summary.Ratio!.Value.Median))];

    /// <summary>A section for each size.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var size in _all.Select(pair => pair.Summary.First.Size).Distinct())
        {
            text.Append(CultureInfo.InvariantCulture, $"""

                ## Beside published implementations, {size}

                Other functions of equal shape, so that no loss is compared; the best of each method first, then all. {Wanted:F0} times the best is wanted wherever the limit
                allows it: the limit is the best's time over that of the matrix products that our form of the method needs.


                """);
            text.Append(BestTable([.. Best.Where(pair => pair.Summary.First.Size == size)])).Append('\n');
            text.Append(AllTable([.. _all.Where(pair => pair.Summary.First.Size == size)])).Append('\n');
            text.AppendJoin("", programs.Where(program => program.Size == size).GroupBy(program => (program.Rival, program.Commit, program.Differs)).Select(program =>
                $"- {program.Key.Rival}, {string.Join(" and ", program.Select(one => one.Method))}{Commit(program.Key.Commit)}: {program.Key.Differs}.\n"));
        }

        return text.ToString();
    }

    /// <summary>How many times faster training is, beside each implementation; null where nothing was measured.</summary>
    public Figure? Figure()
    {
        var training = _all.Where(pair => pair.Summary.First.Work == BenchmarkWork.Train).ToList();
        var rows = training.Select(pair => (pair.Summary.First.Method, pair.Rival)).Distinct().Reverse().ToList();
        return rows.Count == 0 ? null : new()
        {
            Title = "Training: how many times as fast as published implementations",
            X = new() { Label = "Times as fast, more is better", Minimum = 0, Rules = [1, Wanted] },
            Y = new() { Label = "", Ticks = [.. rows.Select((row, i) => new Tick(i, $"{row.Method}: {row.Rival}"))], Minimum = -0.6, Maximum = rows.Count - 0.4 },
            Panels = [.. training.GroupBy(pair => pair.Summary.First.Size).Select(size => new Panel
            {
                Title = size.Key,
                Series = [new()
                {
                    Name = "",
                    Paint = Palette.Of(0),
                    Style = SeriesStyle.Bars,
                    Points = [.. size.Select(pair => (pair.Summary.Ratio!.Value, Row: rows.IndexOf((pair.Summary.First.Method, pair.Rival))))
                        .Select(bar => new Point(bar.Value.Median, bar.Row, bar.Value.Least, bar.Value.Most))],
                }],
            })],
            Caption = "Lines: least to most of the turns. The implementations compute other functions of equal shape.",
            Height = 200 + (RowHeight * rows.Count),
        };
    }

    /// <summary>Whether enough is reached: yes, no, or what the limit is where it does not allow it.</summary>
    /// <param name="summary">Beside the best implementation.</param>
    public static string Verdict(TurnSummary summary) => IsEnough(summary) ? "yes"
        : summary.Limit!.Value.Median < Wanted ? "the limit is lower" : "no";

    /// <summary>Whether as much is reached as is wanted, as far as tables show it.</summary>
    public static bool IsEnough(TurnSummary summary) => Math.Round(summary.Ratio!.Value.Median, 2) >= Wanted;

    private static string BestTable(IReadOnlyList<(string Rival, TurnSummary Summary)> best) => MarkdownTable.Of(
        ["method", "work", "best published", "times it", "limit", "reached", $"{Wanted.ToString(CultureInfo.InvariantCulture)} times"],
        [.. best.Select(pair => (IReadOnlyList<string>)
        [
            pair.Summary.First.Method, Work(pair.Summary), pair.Rival, Range(pair.Summary.Ratio!.Value), Number(pair.Summary.Limit!.Value.Median, 2),
            $"{Number(100 * pair.Summary.Utilisation.Median, 0)} %", Verdict(pair.Summary),
        ])]);

    private string AllTable(IReadOnlyList<(string Rival, TurnSummary Summary)> all) => MarkdownTable.Of(
        ["method", "implementation", "work", "parameters", "our parameters", "peak MB", "tokens/s", "our tokens/s", "times it"],
        [.. all.Select(pair => (Pair: pair, Program: programs.First(program =>
            program.Size == pair.Summary.First.Size && program.Method == pair.Summary.First.Method && program.Rival == pair.Rival))).Select(row => (IReadOnlyList<string>)
        [
            row.Program.Method, row.Program.Rival, Work(row.Pair.Summary), row.Program.Parameters.ToString(CultureInfo.InvariantCulture),
            row.Program.Ours.ToString(CultureInfo.InvariantCulture),
            Number((row.Program.PeakBytes ?? 0) / 1e6, 0), Number(row.Pair.Summary.RivalSpeed!.Value.Median, 0), Number(row.Pair.Summary.Speed.Median, 0), Range(row.Pair.Summary.Ratio!.Value),
        ])]);

    private static string Commit(string commit) => commit.Length < ShortCommit ? "" : $" ({commit[..ShortCommit]})";

    private static string Work(TurnSummary summary) => summary.First.Work.ToString().ToLowerInvariant();

    private static string Range(Spread spread) => $"{Number(spread.Median, 2)} ({Number(spread.Least, 2)} to {Number(spread.Most, 2)})";

    private static string Number(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
}
