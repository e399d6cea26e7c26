namespace UniMem.Faults;

/// <summary>Faults in figures and reports.</summary>
internal static class FaultTableFigures
{
    private const string Experiments = "UniMem.Experiments.Tests";

    public static readonly IReadOnlyList<Fault> All =
    [
        new("a frontier that goes up", "UniMem.Experiments/Sweeps/Figures/CostFigure.cs",
            "point.Y >= stairs[^1].Y", "point.Y < stairs[^1].Y", Experiments, "SweepFiguresTests.Pareto_AgainstSpeed_JoinsWhatNothingBeatsInBoth"),
        new("the baseline is missing from the panels", "UniMem.Experiments/Sweeps/Figures/CellGrid.cs",
            "is not { } own || own == value", "is { } own && own == value", Experiments, "SweepFiguresTests.ByStep_ASecondAxis_GetsAPanelForEachValueWithTheBaselineInEach"),
        new("a power-of-two axis drawn in equal steps", "UniMem.Experiments/Sweeps/Figures/VariedAxis.cs",
            "AreGeometric(places) ? AxisScale.Log : AxisScale.Linear", "AreGeometric(places) ? AxisScale.Linear : AxisScale.Linear", Experiments,
            "SweepFiguresTests.ByAxis_CellsWithoutTheSetting_AreALevelLineAndTheOthersCurvesOverALogAxis"),
        new("a figure that cannot be is told after training", "UniMem.Experiments/Sweeps/Planning/SweepPlan.cs",
            "new FigureChecks(plan, file.WrittenAt).Check();", "", Experiments, "SweepFiguresTests.Plan_AFigureThatCannotBe_IsToldWithItsPlaceBeforeAnythingIsTrained"),
        new("a run that failed is not told in the report", "UniMem.Experiments/Sweeps/Results/SummaryNotes.cs",
            "analysis.Unfinished.Select(Unfinished)", "analysis.Unfinished.Take(0).Select(Unfinished)", Experiments,
            "ReportPageTests.Page_OfASweep_HoldsQuestionFindingsTableSettingsEnvironmentAndWarnings"),
        new("texts of users are taken for HTML", "UniMem.Experiments/Reports/Html.cs",
            "WebUtility.HtmlEncode(text)", "WebUtility.HtmlDecode(text)", Experiments,
            "ReportPageTests.Page_OfASweep_HoldsQuestionFindingsTableSettingsEnvironmentAndWarnings"),
    ];
}
