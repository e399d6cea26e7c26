using TorchSharp;
using UniMem.Experiments.Verification;

namespace UniMem.Oracles.Tests.Formulas;

/// <summary>Each method is what its formulas say: in logits, loss and the gradient of every parameter, over documents that begin in the
/// middle.</summary>
public sealed class GoldenTests
{
    private static IEnumerable<TestCaseData> Each =>
        Formula.All.Select(formula => new TestCaseData(formula).SetArgDisplayNames(formula.Name));

    [TestCaseSource(nameof(Each))]
    public void Method_InDoublePrecision_IsItsFormulas(Formula formula) => Hold(formula, torch.ScalarType.Float64, 1e-9);

    [TestCaseSource(nameof(Each))]
    public void Method_InSinglePrecision_IsItsFormulas(Formula formula) => Hold(formula, torch.ScalarType.Float32, 1e-4);

    private static void Hold(Formula formula, torch.ScalarType type, double tolerance)
    {
        using var scope = torch.NewDisposeScope();
        var report = new Experiments.Verification.Verification(NpzFile.Read(formula.Golden), formula.Map)
            .Compare(formula.Run, type, tolerance);

        Assert.That(report.Passed, report.Text());
        Assert.That(report.Arrays.Select(array => array.Name), Has.Some.StartsWith("out.logits").And.Some.StartsWith("grad."));
    }
}
