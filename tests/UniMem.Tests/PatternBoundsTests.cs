using UniMem.Attention.Patterns;

namespace UniMem.Tests;

/// <summary>What a pattern says of bounds holds for every query and key within them.</summary>
public sealed class PatternBoundsTests
{
    private static readonly AttentionPattern[] Patterns =
    [
        new Everything(), new Causal(), new Window { Size = 5 }, new Window { Size = 7, Dilation = 2 }, new Sink { Count = 3 }, new Oldest { Count = 4 },
        new FromText(), new Not { Pattern = new Window { Size = 5 } },
        new AllOf { Patterns = [new Causal(), new Window { Size = 30 }, new Not { Pattern = new Sink() }] },
        new AnyOf { Patterns = [new Window { Size = 6 }, new Oldest { Count = 2 }, new Sink { Count = 2 }] },
    ];

    [TestCaseSource(nameof(Patterns))]
    public void Throughout_AnyRun_IsTrueOfEachQueryAndKey(AttentionPattern pattern)
    {
        using var scope = torch.NewDisposeScope();
        var random = new Random(5);
        var answers = new HashSet<bool>();
        for (var trial = 0; trial < 300; trial++)
        {
            long[] Run(int least, int most)
            {
                var first = random.Next(least, most);
                return [.. Enumerable.Range(first, random.Next(1, 6)).Select(x => (long)x)];
            }

            var (queries, keys, oldest) = (Run(0, 30), Run(0, 30), random.Next(0, 8));
            long[] ranks = [.. keys.Select((_, i) => (long)oldest + i)];
            var bounds = new SightBounds(new(queries.Min() - keys.Max(), queries.Max() - keys.Min()), new(keys.Min(), keys.Max()), new(ranks.Min(), ranks.Max()));
            var seen = pattern.Visible(Sight.Of(torch.tensor(queries).unsqueeze(0), torch.tensor(keys).unsqueeze(0), torch.tensor(ranks).unsqueeze(0)));
            if (pattern.Throughout(bounds) is { } answer)
            {
                answers.Add(answer);
                Assert.That(seen.eq(answer).all().ToBoolean(), Is.True, $"queries {queries[0]}.., keys {keys[0]}.., ranks {ranks[0]}..: {answer}");
            }
        }

        Assert.That(answers, Has.Count.EqualTo(pattern switch { FromText => 0, Everything => 1, Window { Dilation: 2 } => 1, _ => 2 }), "answers it gives");
    }
}
