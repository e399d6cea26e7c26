using System.Globalization;
using System.Text.RegularExpressions;
using TorchSharp;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Tables;
using UniMem.Experiments.Verification;
using UniMem.Experiments.Yaml;
using UniMem.Oracles.Tests.Formulas;
using UniMem.Oracles.Tests.Verification;

namespace UniMem.Oracles.Tests.Fidelity;

/// <summary>docs/fidelity.md says what the comparisons say today.</summary>
public sealed partial class FidelityTests
{
    private static readonly string[] Columns = ["method", "form", "formulas", "held against", "values", "gradients", "departures"];

    [Test]
    public void Document_OfFidelity_SaysWhatIsMeasured()
    {
        using var scope = torch.NewDisposeScope();
        var rows = Formula.All.Select(Row).Concat(Author.All.Select(Row)).OrderBy(row => row[0], StringComparer.Ordinal).ToList();
        var table = MarkdownTable.Of(Columns, [.. rows]);
        var made = Path.Combine(TestContext.CurrentContext.WorkDirectory, "fidelity-table.md");
        File.WriteAllText(made, table);

        var committed = File.ReadAllText(Repository.At("docs", "fidelity.md"));
        Assert.That(Tables(committed), Is.EqualTo(Tables(table)), $"docs/fidelity.md has another table; the one of today is {made}.");
        Assert.That(Powers(committed)
            .Zip(Powers(table), (old, now) => Math.Abs(now - old)), Has.All.LessThanOrEqualTo(1),
                $"errors have changed; the table of today is {made}.");
    }

    [Test]
    public void Document_OfFidelity_RefersToDeparturesThatAreDescribed()
    {
        var described = Regex.Matches(File.ReadAllText(Repository.At("docs", "departures.md")), @"^\| ([UP][0-9]+) ",
            RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        var named = Formula.All.Select(formula => formula.Departures).Concat(Author.All.Select(author => author.Departures))
            .SelectMany(text => Regex.Matches(text, "[UP][0-9]+").Select(match => match.Value)).Distinct();

        Assert.That(named, Is.SubsetOf(described));
    }

    private static string[] Row(Formula formula)
    {
        var report = new Experiments.Verification.Verification(NpzFile.Read(formula.Golden), formula.Map)
            .Compare(formula.Run, torch.ScalarType.Float64, 1e-9);
        return [formula.Method, formula.Preset, formula.Source, $"formulas/{formula.Name}.py, float64", .. Errors(report),
            formula.Departures];
    }

    private static string[] Row(Author author)
    {
        var run = ResolvedRun.Of(ConfigMerge.Over(Formula.Data, ConfigFiles.Load(Author.File($"{author.Case}.yaml"))));
        var report = new Experiments.Verification.Verification(NpzFile.Read(Author.File($"{author.Case}.npz")),
            NameMap.Load(Author.File($"{author.Case}.names.yaml")))
            .Compare(run, torch.ScalarType.Float32, 1e-4);
        return [author.Method, author.Form, "the authors' code", $"{author.Code}, float32", .. Errors(report), author.Departures];
    }

    private static string[] Errors(VerificationReport report)
    {
        Assert.That(report.Passed, report.Text());
        return [Power(report.Largest("out.")!.Value), Power(report.Largest("grad.")!.Value)];
    }

    /// <summary>The power of ten below which an error lies.</summary>
    private static string Power(double error) =>
        string.Create(CultureInfo.InvariantCulture, $"< 1e{(error > 0 ? Math.Floor(Math.Log10(error)) + 1 : -17)}");

    private static IEnumerable<int> Powers(string text) =>
        Errors().Matches(text).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

    private static IEnumerable<string> Tables(string text) =>
        text.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => Regex.Replace(Errors().Replace(line, "error"), " +", " "));

    [GeneratedRegex("< 1e(-[0-9]+)")]
    private static partial Regex Errors();
}
