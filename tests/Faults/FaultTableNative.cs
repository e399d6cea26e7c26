namespace UniMem.Faults;

/// <summary>Faults in the kernels of the CPU.</summary>
internal static class FaultTableNative
{
    private const string Attends = "FusedAttentionTests.Attend_AnyShapeAndMask_EqualsTheExplicitFormInValuesMassAndGradients";
    private const string Finds = "SlotKernelTests.TopK_AnyShapeAndPattern_FindsReadsAndLearnsLikeTheExplicitForm";

    public static readonly IReadOnlyList<Fault> All =
    [
        Of("attention learns nothing from its log-mass", "attention_tiles.h", "(d_mass ? d_mass[t] : 0) - delta[t]", "-delta[t]", Attends),
        Of("a tile is skipped when its first query sees nothing", "attention_tiles.h", "if (tile.visible_row == 0) break;", "break;", Attends),
        Of("a tile reads the mask one key too early", "attention_tiles.h",
            "a.visible.at(b, h, t, s)", "a.visible.at(b, h, t, s > 0 ? s - 1 : s)", Attends),
        Of("a segment attended to as a set sees what comes", "attention_explicit.cpp", "if (part.causal) scores", "if (!part.causal) scores",
            "LibraryAttentionTests.Attend_SetsOfKeys_AreOneSoftmaxInValuesMassAndGradients"),
        Of("log-mass relative to the greatest score", "attention_tiles.h", "greatest[t] + (T)::log(total[t])", "(T)::log(total[t])", Attends),
        Of("gradients turned forth instead of back", "attention_packing.h",
            "turn_row<T>(turns, b, first + t, (T)-1,", "turn_row<T>(turns, b, first + t, (T)1,",
            "FusedAttentionTests.Attend_WhereKeysAndQueriesStandInTheText_RotatesThemAsTheExplicitFormDoes"),
        Of("a token that does not see itself", "sight_passes.h", "return s <= t;", "return s < t;",
            "SightProgramTests.See_TheSegmentItself_ShowsNothingThatStandsBehindTheQuery"),
        Of("multiples counted from the key before", "sight_passes.h", "key[s] == key[s - 1] + 1 ?", "s > 0 ?",
            "SightProgramTests.See_KeysWithGapsAndRowsThatHoldLess_IsWhatThePatternShows"),
        Of("heads turned back as they were turned forth", "turn.cpp", "saved[0], saved[1], -1)", "saved[0], saved[1], 1)",
            "SightProgramTests.Turn_AnyShape_EqualsItsFormulaInValuesAndGradients"),
        Of("norm whose root has no gradient", "rows_passes.h", "* root - s.of(x) * back", "* root",
            "FusedOperatorTests.RmsNorm_AnyShape_EqualsItsFormulaInValuesAndGradients"),
        Of("padding is learned from", "rows_passes.h", "if (gradients) memset(logits, 0, vocabulary * sizeof(T));", "",
            "FusedOperatorTests.CrossEntropy_AnyShapeInOnePieceOrSeveral_EqualsItsFormulaInValuesAndGradients"),
        Of("merge of one part", "rows_passes.h", "s.of(one) * by + s.of(other) * rest", "s.of(one) * by",
            "FusedAttentionTests.Merge_OfTwoAttentions_IsTheExplicitOneInValuesMassAndGradients"),
        Optimizer("fused AdamW without correction of its first steps", "rows_passes.h", "-step.rate / step.mean_share", "-step.rate"),
        Optimizer("fused AdamW decays after its step", "rows_passes.h",
            "s.of(parameter) * keep + pace * (m / (root_of<T>(v) / share + epsilon))",
            "(s.of(parameter) + pace * (m / (root_of<T>(v) / share + epsilon))) * keep"),
        Optimizer("norm of gradients without its root", "optimizer.cpp", "std::sqrt(sum)", "sum"),
        Of("sums in pieces that depend on the number of threads", "norm.cpp", "constexpr int64_t kPart = 64;",
            "#define kPart (int64_t{120} / at::get_num_threads())", "FusedOperatorTests.Operators_AnyNumberOfThreads_GiveTheSameBits"),
        Of("bfloat16 that is cut, not rounded", "vectors.h", "rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;", "rounded = bits >> 16;",
            "NarrowOperatorTests.Swiglu_OfBfloat16_IsItsFormulaRoundedOnce"),
        Of("an equal score takes a better one's place", "topk_tiles.h", "exceeding<T>(scores, V{} + high);", "bits_of<T>(scores >= V{} + high);",
            "SlotKernelTests.TopK_FewDifferentScoresOfManySlots_AreTheBestAndOfTheEqualTheOldest"),
        Of("search forgets the last keys", "topk_tiles.h", "for (int64_t s = 0; s < a.keys; s += kKeys) {",
            "for (int64_t s = 0; s + kKeys <= a.keys; s += kKeys) {", Finds),
        Of("gradient of another slot that was found", "topk_tiles.h", "a.d_v + (slot + column) * a.width", "a.d_v + (slot + i % a.best) * a.width", Finds),
        Of("one list fewer than asked", "ivf_search.h", "probes = std::min(probes, lists * (int64_t)parts.size());",
            "probes = std::max<int64_t>(1, std::min(probes, lists * (int64_t)parts.size()) - 1);",
            "SlotIndexTests.Search_InSomeLists_FindsWhatTheExplicitFormFinds"),
        Of("centroids that never move", "ivf_tiles.h", "if (round == kRounds) return;", "if (round == 0) return;",
            "SlotIndexTests.Search_InSomeLists_FindsWhatTheExplicitFormFinds"),
        Of("equal scores of lists in any order", "ivf_search.h", "std::sort(chosen.begin() + sure, chosen.end(), by_column);", "(void)sure;",
            "SlotIndexTests.Search_OfAllListsWhereManyScoresAreEqual_FindsWhatAnExactSearchFinds"),
        .. NativeSources.MultipliesPairs ? OfPairs : [],
    ];

    private static IReadOnlyList<Fault> OfPairs =>
    [
        Of("half of each pair of bfloat16 is left out", "attention_packing.h", "one | other << 16", "one", Attends),
        Of("a row without a neighbour is multiplied with what lies behind it", "attention_packing.h", "t + 1 < count ?", "t < count ?", Attends),
    ];

    private static Fault Of(string name, string file, string right, string wrong, string test) =>
        new(name, $"UniMem.Native/native/{file}", right, wrong, "UniMem.Tests", test);

    private static Fault Optimizer(string name, string file, string right, string wrong) =>
        Of(name, file, right, wrong, "FusedOptimizerTests.Step_SeveralTimes_MovesAsLibtorchsOperatorsDo") with { Tests = "UniMem.Training.Tests" };
}
