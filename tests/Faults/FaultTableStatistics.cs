namespace UniMem.Faults;

/// <summary>Faults in what the tables of a sweep claim, and in what TensorBoard and the database are told.</summary>
internal static class FaultTableStatistics
{
    private const string Experiments = "UniMem.Experiments.Tests";

    public static readonly IReadOnlyList<Fault> All =
    [
        new("verdicts that are not corrected for their number", "UniMem.Experiments/Statistics/Comparison.cs",
            "!(CorrectedP < Level)", "!(PValue < Level)", Experiments,
            "ComparisonTests.Corrected_ManyComparisons_TakesBackWhatOneAloneWouldShow"),
        new("seeds that count for nothing", "UniMem.Experiments/Statistics/PairedDifference.cs",
            ": CochranCox.Join(seeds, documents);", ": documents;", Experiments,
            "StatisticsReferenceTests.Of_SeedsAndDocuments_IsMinFOfClarkWithTheQuantileOfCochranAndCox"),
        new("few documents trusted to be normal", "UniMem.Experiments/Statistics/Comparison.cs",
            "Math.Max(Difference.PValue(), SignFlipP)", "Math.Min(Difference.PValue(), SignFlipP)", Experiments,
            "ComparisonTests.Verdict_OneSeedOfFiveDocuments_ShowsNothingHoweverClearStudentsTestIs"),
        new("documents weighed alike", "UniMem.Experiments/Statistics/PairedDifference.cs",
            "Math.Pow(d - (ratio * n), 2)", "Math.Pow((d / n) - ratio, 2)", Experiments,
            "StatisticsReferenceTests.ByDocument_OfUnequalLengths_HasCochransError"),
        new("steps of a killed run told twice", "UniMem.Experiments/Tracking/TensorBoardLog.cs",
            "file.SetLength(kept ?? file.Length);", "file.SetLength(file.Length);", Experiments,
            "TensorBoardLogTests.Log_OfARunKilledAfterItsCheckpoint_TellsEveryStepOnce"),
        new("runs that are gone stay in the database", "UniMem.Experiments/Tracking/Database/RunDatabase.cs",
            "gone.ForEach(run => Remove(connection, run));", "", Experiments,
            "RunDatabaseTests.Refresh_Again_ReadsOnlyWhatHasChangedOrGone"),

        // What a benchmark claims.
        new("masked blocks counted as needed", "UniMem.Experiments/Benchmarks/AttentionCalls.cs",
            "high += (double)blocks / wide * rows * columns;", "high += (double)rows * columns;", Experiments,
            "ModelProductsTests.Forward_OfACausalSegmentOfFourBlocks_LeavesOutTheHiddenOnes"),
        new("gradients counted that nobody needs", "UniMem.Experiments/Benchmarks/ModelProducts.cs",
            "(memory * fromMemory) + text", "memory + text", Experiments,
            "ModelProductsTests.Backward_OfMemoryWithoutGradient_NeedsNoneForItsKeysAndValues"),
        new("the limit taken from us", "UniMem.Experiments/Benchmarks/TurnResult.cs",
            "Limit => Rival / Products;", "Limit => Ours / Products;", Experiments,
            "TurnSummaryTests.Summary_OfTurns_TakesTheMedianOfTheirRatios"),
        new("measurements of other settings mixed", "UniMem.Experiments/Benchmarks/BenchmarkFolder.cs",
            "!JsonNode.DeepEquals(known, value)", "!JsonNode.DeepEquals(known, known)", Experiments,
            "BenchmarkFolderTests.Begin_WithOtherSettings_IsRefused"),
        new("the slowest published implementation called the best", "UniMem.Experiments/Benchmarks/PublishedReport.cs",
            "group.MinBy(", "group.MaxBy(", Experiments,
            "PublishedReportTests.Best_OfTwoImplementations_IsTheOneThatWeAreLeastAheadOf"),
    ];
}
