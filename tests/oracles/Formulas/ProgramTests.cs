using TorchSharp;
using UniMem.Experiments.Verification;

namespace UniMem.Oracles.Tests.Formulas;

/// <summary>The committed files are what the programs beside them make.</summary>
[Category("Slow")]
public sealed class ProgramTests
{
    private static IEnumerable<TestCaseData> Each =>
        Formula.All.Select(formula => new TestCaseData(formula).SetArgDisplayNames(formula.Name));

    [TestCaseSource(nameof(Each))]
    public void Program_RunAgain_MakesTheCommittedFile(Formula formula)
    {
        if (!Python.HasTorch)
        {
            Assert.Ignore("Python's torch is not installed.");
        }

        using var scope = torch.NewDisposeScope();
        var folder = Directory.CreateTempSubdirectory("unimem-formula-").FullName;
        try
        {
            var file = Path.Combine(folder, "made.npz");
            var (code, error) = Python.Run(formula.Program, file);
            Assert.That(code, Is.Zero, error);

            var (made, committed) = (NpzFile.Read(file), NpzFile.Read(formula.Golden));
            Assert.That(made.Keys, Is.EquivalentTo(committed.Keys));
            foreach (var (name, tensor) in committed.Where(array => !array.Key.StartsWith("meta.", StringComparison.Ordinal)))
            {
                Assert.That(made[name].shape, Is.EqualTo(tensor.shape), name);
                Assert.That(
                    (made[name].to_type(torch.ScalarType.Float64) - tensor.to_type(torch.ScalarType.Float64)).abs().max().item<double>(),
                        Is.LessThan(1e-10), name);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
