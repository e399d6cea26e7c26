namespace UniMem.Faults;

/// <summary>Faults in what plugins build on: the residual site, the attention that slots receive, losses that parts have of their own.</summary>
internal static class FaultTableSites
{
    private const string Core = "UniMem.Tests";
    private const string Training = "UniMem.Training.Tests";

    public static readonly IReadOnlyList<Fault> All =
    [
        new("padding asks too", "UniMem/Models/AttentionTally.cs",
            "weights_BHTS * asks_BT.unsqueeze(1).unsqueeze(-1);", "weights_BHTS + (0 * asks_BT.unsqueeze(1).unsqueeze(-1));", Core,
            "ReceivedAttentionTests.Attention_Padding_AsksNothing"),
        new("attention counted for other slots", "UniMem/Models/AttentionTally.cs",
            "byRank_BM.gather(1, ranks_BM)", "byRank_BM", Core,
            "ReceivedAttentionTests.Attention_WindowThatShowsPartOfTheMemory_CountsForTheRightSlots"),
        new("merged attention counted in full", "UniMem/Models/AttentionTally.cs",
            "part * (softmax.LogMass - merged.LogMass).exp().unsqueeze(-1)", "part", Core,
            "ReceivedAttentionTests.Attention_LocalPatternsThatAreMerged_CountAsTheirUnion"),
        new("attention of the last segment only", "UniMem/Memory/LayerMemory.cs",
            "before ? before + received_BM : received_BM", "before ? received_BM : received_BM", Core,
            "ReceivedAttentionTests.Attention_JointMemory_EqualsALoopOverQueriesHeadsAndKeys"),
        new("residual added before attention", "UniMem/Models/TransformerBlock.cs",
            "hidden = Residuals(stream with { Hidden = hidden }, query, state);",
            "hidden = hidden + Residuals(stream, query, state) - stream.Hidden;", Core,
            "ResidualSiteTests.Residual_ThatTakesTheStreamAway_RemovesAttentionAndStillPassesTheFeedForwardLayer"),
        new("residual asks with the layer's own projection", "UniMem/Models/TransformerBlock.cs",
            "injector.Projection ?? attention", "attention", Core,
            "ResidualSiteTests.Backward_ThroughWhatWasRead_ReachesTheInjectorAndTheSegmentThatWrote"),
        new("a part's own loss is not learned from", "UniMem.Training/Trainer.cs",
            "loss + (weighted / (_config.BpttSegments * _share.Size))", "loss + (0 * weighted)", Training,
            "AuxiliaryLossTests.Step_WithALossOfAPart_GradientIsThatOfTokensPlusTheWeightedOne"),
        new("checkpoint without the attention received", "UniMem.Training/Checkpoints/MemoryTensors.cs",
            "Attention = tensors.ContainsKey(key + Attention) ?", "Attention = tensors.ContainsKey(key + Order) ?", Training,
            "ResumeTests.Resume_AtAnyStep_EqualsTheUnbrokenRunBitByBit"),
        new("a plugin built against another version", "UniMem.Experiments/Plugins/PluginCheck.cs",
            "WrongVersion(assembly) ?? ", "", "UniMem.Experiments.Tests", "PluginTests.Load_BuiltAgainstAnotherUniMem_NamesBothVersions"),
        new("accuracy of everything", "UniMem.Training/Tasks/AccuracyConfig.cs",
            "rivals_BT == 1", "rivals_BT >= 1", Training, "AccuracyTaskTests.Evaluate_Accuracy_IsTheShareOfTargetsThatALoopFindsFirst"),
    ];
}
