namespace UniMem.Faults;

/// <summary>Faults in built-in parts that the contracts of their kinds find.</summary>
internal static class FaultTableContracts
{
    private const string Contracts = "UniMem.Testing.Tests";

    public static readonly IReadOnlyList<Fault> All =
    [
        new("fifo holds one too many", "UniMem/Memory/Management/FifoManager.cs",
            "incoming) => capacity", "incoming) => capacity + 1", Contracts,
            "FifoTests.Slots_AfterEachSegment_AreNoMoreThanTheCapacity"),
        new("a gate that opens to nothing", "UniMem/Memory/Injection/GatedInjector.cs",
            "gate.sigmoid().view(1, -1, 1) * memory.Sees)", "gate.sigmoid().view(1, -1, 1) * 1)", Contracts,
            "GatedInjectorTests.Output_WhereMemoryShowsNothing_IsThatOfTheSegment"),
        new("steps of AdamW counted anew after a break", "UniMem.Training/Optimizers/AdamWOptimizer.cs",
            "state.step = saved[$\"{name}/step\"].ToInt64();", "state.step = 0;", Contracts,
            "AdamWTests.Weights_AfterARestore_AreThoseOfARunThatNeverStopped"),
    ];
}
