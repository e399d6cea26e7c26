namespace UniMem.Tests;

/// <summary>What comes out does not depend on how many threads the work is divided among.</summary>
internal static class Threads
{
    /// <summary>Fails where one thread and two give different bits. The work must be larger than what one thread takes at a time.</summary>
    /// <param name="compute">Makes the same inputs each time, and gives the results.</param>
    public static void AssertSameBits(Func<IEnumerable<torch.Tensor>> compute)
    {
        using var scope = torch.NewDisposeScope();
        var threads = torch.get_num_threads();
        try
        {
            var results = new[] { 1, 2, 3 }.Select(count =>
            {
                torch.set_num_threads(count);
                return compute().ToList();
            }).ToList();
            Assert.That(results[0], Is.Not.Empty);
            for (var i = 0; i < results[0].Count; i++)
            {
                Assert.That(results.Skip(1).All(other => Same(results[0][i], other[i])), Is.True, $"result {i}, of [{string.Join(", ", results[0][i].shape)}]");
            }
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    private static bool Same(torch.Tensor one, torch.Tensor other) =>
        one.is_floating_point() ? one.nan_to_num().Equals(other.nan_to_num()) && one.isnan().Equals(other.isnan()) : one.Equals(other);
}
