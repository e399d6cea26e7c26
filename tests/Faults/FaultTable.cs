namespace UniMem.Faults;

/// <summary>The faults. A line that was changed on purpose must be changed here too.</summary>
internal static class FaultTable
{
    private const string Core = "UniMem.Tests";
    private const string Data = "UniMem.Data.Tests";
    private const string Training = "UniMem.Training.Tests";

    public static readonly IReadOnlyList<Fault> All =
    [
        // What a token sees.
        Method("mask shifted by one", "vanilla", "UniMem/Models/LocalVisibility.cs",
            "index_1T.unsqueeze(-1) >= index_1T.unsqueeze(1)", "index_1T.unsqueeze(-1) > index_1T.unsqueeze(1)"),
        Method("write tokens visible to text", "unimem_rmt", "UniMem/Models/LocalVisibility.cs", ": torch.zeros_like(all);", ": all;"),
        Method("memory tokens that do not see each other", "rmt", "UniMem/Models/LocalVisibility.cs",
            "key.Start < query.Start || (key.Start == query.Start && query.Mutual) ? all", "key.Start < query.Start ? all"),
        Method("fused attention sees what is hidden", "vanilla", "UniMem/Attention/AttentionCore.cs",
            "kernel.Attend(products, keys.Values, keys.Visible)", "kernel.Attend(products, keys.Values, torch.ones_like(keys.Visible))"),
        Method("parts that the kernel does not take are lost", "unimix", "UniMem/Attention/AttentionCore.cs",
            "if (others.Count > 0)", "if (others.Count > 0 && outputs.Count == 0)"),
        Method("window one too wide", "unimem_transformer_xl", "UniMem/Attention/Patterns/Window.cs", "(distance < Size.Value)",
            "(distance <= Size.Value)"),
        Method("dilation ignored", "unimem_longformer", "UniMem/Attention/Patterns/Window.cs", "Dilation == 1 ? inside",
            "Dilation >= 1 ? inside"),
        Method("one global slot too many", "unimem_longformer", "UniMem/Attention/Patterns/Oldest.cs", "sight.RankFromOldest < Count",
            "sight.RankFromOldest <= Count"),
        Method("dilation on the wrong heads", "longformer", "UniMem/Attention/Patterns/SplitHeads.cs",
            "device: sight.Key.device) < Heads)", "device: sight.Key.device) >= Heads)"),

        // Reading.
        Method("top-k by smallest", "unimem_memorizing_transformer", "UniMem/Memory/Reading/TopKReader.cs",
            ".topk(k, sorted: false)", ".topk(k, largest: false, sorted: false)"),
        Method("k ignored", "unimem_memorizing_transformer", "UniMem/Memory/Reading/TopKReader.cs",
            "return held.Slots <= k ? [all] : [Best(all, query)];", "return [all];"),
        Method("top-k among what is read already", "unimix", "UniMem/Attention/Patterns/Not.cs", ".logical_not()", ""),
        Method("slots picked from the wrong row", "unimem_memorizing_transformer", "UniMem/Memory/Reading/SlotTable.cs",
            "unsqueeze(1) * groups;", "unsqueeze(1) * 0;"),

        // Writing and keeping.
        Method("memory read after it was written", "unimem_transformer_xl", "UniMem/Models/TransformerBlock.cs",
            "stream.Visible, state);",
            "stream.Visible, Write(new LayerActivations(stream, stream.Hidden, k_BGTD, v_BGTD), state).State);"),
        Method("keys rotated before storing", "unimem_transformer_xl", "UniMem/Memory/Writing/KeyValueWriter.cs",
            "TextOf(layer.Keys!), ",
            "new UniMem.Attention.RotaryEmbedding(held.Width, 10000).Rotate(TextOf(layer.Keys!), stream.Slice(stream.Positions, ResidualStream.Text).unsqueeze(1)), "),
        Method("read tokens written instead of write tokens", "unimem_rmt", "UniMem/Memory/Writing/MemoryTokenWriter.cs",
            "StreamSpan.WriteOf(memory)", "StreamSpan.ReadOf(memory)"),
        Method("detach inside the window", "unimem_rmt", "UniMem/Memory/LayerMemory.cs", "_stopGradient ? incoming.Detach() : incoming",
            "incoming.Detach()"),
        Method("gradient into a memory that stops it", "transformer_xl", "UniMem/Memory/LayerMemory.cs",
            "_stopGradient ? incoming.Detach() : incoming", "incoming"),
        new("oldest slots held instead of newest", "UniMem/Memory/Management/FifoManager.cs",
            "slots.RankFromNewest < capacity", "slots.RankFromOldest < capacity", Core,
            "RetentionTests.Fifo_BeyondCapacity_HoldsTheNewest"),
        new("segment that overflows is dropped", "UniMem/Memory/Management/ClearOnOverflowManager.cs",
            ".logical_or(slots.Incoming.logical_and(slots.RankFromNewest < capacity))", "", Core,
            "RetentionTests.ClearOnOverflow_WhenFull_BeginsAgainWithTheNewSegment"),
        new("one sink too many", "UniMem/Memory/Management/SinkAndRecentManager.cs",
            "slots.Positions < sinks", "slots.Positions <= sinks", Core,
            "RetentionTests.SinkAndRecent_BeyondCapacity_HoldsTheFirstSlotsForEver"),
        new("what is held counts as evicted", "UniMem/Memory/Turnover.cs",
            "Only(keep_BM.logical_not()", "Only(keep_BM", "oracles",
            "Verify_AuthorsCase_AgreesInValuesAndGradients(memtrans_lucidrains_exact)"),
        Method("rows packed from the wrong end", "unimem_transformer_xl", "UniMem/Memory/Turnover.cs",
            "columns_BM.narrow(1, slots.Slots - width, width)", "columns_BM.narrow(1, 0, width)"),

        // Forgetting.
        Method("wrong row forgotten", "unimem_transformer_xl", "UniMem/Memory/MemoryState.cs", "startsDocument.ToArray()",
            "startsDocument.Reverse().ToArray()"),
        Method("all rows forgotten with one", "unimem_transformer_xl", "UniMem/Memory/MemoryState.cs",
            "if (!startsDocument.Contains(false))", "if (startsDocument.Contains(true))"),
        Method("nothing forgotten", "unimix", "UniMem/Memory/MemoryState.cs", "!startsDocument.Contains(true))",
            "startsDocument.Contains(false))"),

        // Positions and scores.
        Method("positions off by a segment", "unimem_transformer_xl", "UniMem/Attention/Positions/SegmentOrigin.cs",
            "(OfSequence ? query.Positions.narrow(1, 0, 1) : query.Origin)",
            "(OfSequence ? query.Positions.narrow(1, 0, 1) : query.Origin - query.Positions.shape[1])"),
        Method("keys at their places, queries in the segment", "vanilla", "UniMem/Attention/Positions/TrueDistance.cs",
            "=> positions - origin;", "=> positions;"),
        Method("scores not scaled", "vanilla", "UniMem/Attention/Positions/Scores.cs", "=> 1.0 / Math.Sqrt(query.Heads.shape[^1]);", "=> 1.0;"),
        Method("relative distances left out", "transformer_xl", "UniMem/Attention/Positions/RelativeSinusoids.cs",
            "Scores.Scaled(content_BHTS + position_BHTS, query)", "Scores.Scaled(content_BHTS, query)"),
        Method("shift of distances by one", "transformer_xl", "UniMem/Attention/Positions/RelativeSinusoids.cs", ".narrow(2, 1, columns)",
            ".narrow(2, 0, columns)"),
        Method("near distances share a bucket", "memorizing_transformer", "UniMem/Attention/Positions/BucketBias.cs",
            "torch.where(behind < near, behind, far)", "far"),
        new("merge by one mass", "UniMem/Attention/AttentionOutput.cs",
            "other.Values * (other.LogMass - total)", "other.Values * (LogMass - total)", Core,
            "AttentionCoreTests.Merge_OfTwoKeySets_EqualsOneSoftmaxInValuesAndGradients"),
        new("query that sees nothing sees everything", "UniMem/Attention/AttentionCore.cs",
            ".masked_fill(blind, 0)", "", Core, "AttentionCoreTests.Attend_QueryThatSeesNothing_GivesZerosAndTheMaskedMass"),

        // Injection.
        Method("gate sign", "memorizing_transformer", "UniMem/Memory/Injection/GatedInjector.cs", "gate.sigmoid()", "gate.neg().sigmoid()"),
        Method("gate open where memory shows nothing", "memorizing_transformer", "UniMem/Memory/Injection/GatedInjector.cs",
            "* memory.Sees)", "* torch.ones_like(memory.Sees))"),
        Method("first segment reads learned tokens that it should not", "unimem_rmt", "UniMem/Memory/Injection/MemoryTokenInjector.cs",
            "_config.Initial == InitialTokens.Learned", "_config.Initial >= InitialTokens.Learned"),
        Method("write tokens begin anew in each segment", "unimem_rmt", "UniMem/Memory/Injection/MemoryTokenInjector.cs",
            "var newest_BRE = tokens_BME.narrow(1, read - write, write);",
            "var newest_BRE = initial.unsqueeze(0).expand(tokens_BME.shape[0], -1, -1);"),
        Method("embeddings scaled or not the wrong way round", "transformer_xl", "UniMem/Models/LanguageModel.cs",
            "if (_context.Model.ScaledEmbeddings)", "if (!_context.Model.ScaledEmbeddings)"),

        // Text.
        new("loss over padding", "UniMem.Data/SegmentStream.cs", "targets.Fill(NoTarget);", "targets.Fill(0);", Data,
            "SegmentStreamTests.Next_TwoRows_IsWhatTheContractSays"),
        new("a token foresees itself", "UniMem.Data/SegmentStream.cs",
            "document[start + t + 1]", "document[start + t]", Data, "SegmentStreamTests.Next_TwoRows_IsWhatTheContractSays"),
        new("targets of overlapping segments counted twice", "UniMem.Data/SegmentStream.cs",
            "t >= context && t < withTarget", "t < withTarget", Data, "SegmentStreamTests.Evaluation_WithAnyStride_HasEveryTargetOnceBehindEnoughContext"),
        new("positions begin again in each segment", "UniMem.Data/SegmentStream.cs",
            "positions[t] = start + t;", "positions[t] = t;", Data, "SegmentStreamTests.Next_TwoRows_IsWhatTheContractSays"),
        new("resume at the beginning of the text", "UniMem.Data/SegmentStream.cs",
            "state.Rows.ToArray().CopyTo(_rows, 0);", "_ = state.Rows;", Data,
            "SegmentStreamTests.Training_RestoredAnywhere_GoesOnAsIfItHadNeverStopped"),

        // Training.
        new("resume without generator state", "UniMem.Training/Checkpoints/Checkpoint.cs",
            "model.Generators[name].set_state(state);", "(name, state).ToString();", Training,
            "ResumeTests.Resume_AtAnyStep_EqualsTheUnbrokenRunBitByBit"),
        new("resume without memory", "UniMem.Training/TrainingSession.cs",
            "MemoryRows.Take(checkpoint.Memories, _setup.Training.Batch, _setup.Rows)", "UniMem.Memory.MemoryState.Empty", Training,
            "ResumeTests.Resume_AtAnyStep_EqualsTheUnbrokenRunBitByBit"),
        new("gradient that is not clipped", "UniMem.Training/GradientNorm.cs",
            "gradient.mul_(scale);", "gradient.mul(scale);", Training,
            "GradientNormTests.Clip_AtALimit_ReturnsTheNormBeforeAndScalesTogether"),
        new("evaluation never forgets", "UniMem.Training/EvaluatedMemory.cs",
            "_own.Forget(segment.StartsDocument)", "_own", Training,
            "EvaluatorTests.Evaluate_WithMoreDocumentsSideBySide_GivesTheSameRows"),
        new("another document's memory is the document's own", "UniMem.Training/EvaluatedMemory.cs",
            "other.Tokens(segment)", "segment.Tokens", Training,
            "EvaluationProbeTests.Evaluate_WithAnotherDocumentsMemory_ReadsWhatThatDocumentLeft"),
        new("a probe of other weights passes for this one", "UniMem.Experiments/Probes/ProbeStore.cs",
            "{changed.Id} {_weights}", "{changed.Id}", "UniMem.Experiments.Tests",
            "ProbeCommandTests.Probe_Again_MakesNothingTwiceUnlessTheWeightsAreOthers"),
        new("nats counted one token early", "UniMem.Training/EvaluationTally.cs",
            "var position = row.Offset + row.Context + t + 1;", "var position = row.Offset + row.Context + t;", Training,
            "EvaluatorTests.Evaluate_ByPosition_CountsEveryTargetOnceWhereItStands"),
        new("learning rate that rises", "UniMem.Training/Schedules/CosineScheduleConfig.cs",
            "(1 + Math.Cos(", "(1 - Math.Cos(", Training, "ScheduleTests.Cosine_FromWarmupToTheLastStep_FallsFromOneToTheFinalFraction"),
        new("a match that misses passes", "UniMem.Experiments/Sweeps/Planning/Matching/Matcher.cs",
            "Math.Abs(match.Miss) > settings.Tolerance &&", "Math.Abs(match.Miss) > 1 &&", "UniMem.Experiments.Tests",
            "MatchingTests.Of_BeyondTheTolerance_IsRefusedOrTold"),
        new("random draws without a seed", "UniMem.Experiments/Sweeps/Planning/Sections/RandomRange.cs",
            "{seed}/{path}/{number}", "{path}/{number}", "UniMem.Experiments.Tests",
            "SweepSyntaxTests.Of_RandomDraws_AreReproducibleWithinTheirRangesAndKeptWhenMoreAreDrawn"),
        new("evaluations forgotten in an estimate", "UniMem.Experiments/Sweeps/Planning/Costs/RunEstimate.cs",
            "* timing.EvaluationOnTheWay)", "* 0)", "UniMem.Experiments.Tests",
            "DryRunTests.Seconds_OfARun_CountStepsEvaluationsAndCheckpoints"),

        .. FaultTableContracts.All,
        .. FaultTableSites.All,
        .. FaultTableRunning.All,
        .. FaultTableStatistics.All,
        .. FaultTableFigures.All,
    ];

    private static Fault Method(string name, string formula, string file, string right, string wrong) =>
        new(name, file, right, wrong, "oracles", $"Method_InDoublePrecision_IsItsFormulas({formula})");
}
