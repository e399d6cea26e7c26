namespace UniMem.Faults;

/// <summary>Faults in how the runs of a sweep are carried out.</summary>
internal static class FaultTableRunning
{
    private const string Experiments = "UniMem.Experiments.Tests";

    public static readonly IReadOnlyList<Fault> All =
    [
        new("a run that failed is not tried again", "UniMem.Experiments/Sweeps/Running/WorkerPool.cs",
            "if (failure.Attempts <= retries && failure.Cause.MayPass)", "if (failure.Attempts < retries && failure.Cause.MayPass)", Experiments,
            "SweepRunnerTests.Run_ThatIsKilledOnce_IsTriedAgainAsTold"),
        new("a run that another process trains is done twice", "UniMem.Experiments/Sweeps/Running/WorkerPool.cs",
            "if (!folder.Run(run.Id).IsAtWork)", "if (folder is not null)", Experiments,
            "SweepRunnerTests.Run_ThatAnotherProcessTrains_IsWaitedForAndNotDoneTwice"),
        new("all runs on the first GPU", "UniMem.Experiments/Sweeps/Running/WorkerShare.cs",
            "Gpus[worker % Gpus.Count]", "Gpus[0]", Experiments, "SweepRunnerTests.Run_OnTwoGpus_GivesThemOutInTurnToRunsThatMayChoose"),
        new("a run goes on with other threads", "UniMem.Experiments/Sweeps/Running/WorkerShare.cs",
            ": begun > 0 ? begun", "", Experiments, "SweepRunnerTests.Order_OfARunThatGoesOn_KeepsItsThreads"),
        new("what equals the median is stopped", "UniMem.Experiments/Sweeps/Pruning/PruningDecision.cs",
            "run.Values[^1] > median)", "run.Values[^1] >= median)", Experiments, "PruningTests.Of_OneValueEach_StopsWhatTheRuleSays"),
        new("the baseline is stopped", "UniMem.Experiments/Sweeps/Pruning/PruningDecision.cs",
            "stopped.Where(pair => !pair.Run.IsBaseline)", "stopped", Experiments, "PruningTests.Of_AShareAndABaseline_KeepsTheShareRoundedUpAndTheBaseline"),
        new("a log written before anything has begun", "UniMem.Experiments/Runs/RunExecutor.cs",
            "        torch.set_num_threads(", "        new RunLog(_folder.LogFile, progress).Write(\"begins\");\n        torch.set_num_threads(", Experiments,
            "RunExecutorTests.Execute_ACheckpointThatWasCutShort_IsToldAndLeavesTheFolderAsItWas"),
        new("lines of steps that are done again stay", "UniMem.Experiments/Runs/CsvLog.cs",
            "(!isStep || step > completedSteps)", "!isStep", Experiments, "CsvLogTests.Open_WhatAKilledRunLeft_KeepsTheWholeLinesUpToTheCheckpoint"),
    ];
}
