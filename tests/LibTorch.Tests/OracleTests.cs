using System.Diagnostics;
using System.Text.Json;
using TorchSharp;

namespace LibTorch.Tests;

/// <summary>The committed record is what Python's torch says today, where it is installed.</summary>
public sealed class OracleTests
{
    /// <remarks>A little apart because versions of torch, and processors, round differently.</remarks>
    private const double Tolerance = 1e-6;

    [Test, Category("Slow")]
    public void CommittedFile_IsWhatPythonWrites()
    {
        var python = new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(HasTorch);
        if (python is null)
        {
            Assert.Ignore("No python3 with torch and numpy is installed (Debian: python3-torch).");
        }

        var path = Path.GetTempFileName();
        try
        {
            var (code, output) = Run(python!, Path.Combine(TestContext.CurrentContext.TestDirectory, "oracle.py"), path);
            Assert.That(code, Is.Zero, output);
            Compare(new Oracle(path), Oracle.Committed);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Compare(Oracle fresh, Oracle committed)
    {
        using var scope = torch.NewDisposeScope();
        var (freshArrays, arrays) = (Arrays(fresh), Arrays(committed));
        Assert.That(freshArrays.Keys, Is.EquivalentTo(arrays.Keys), "run oracle.py and commit what it writes");
        foreach (var (name, where) in arrays)
        {
            Close.To(fresh.Tensor(freshArrays[name]), committed.Tensor(where), Tolerance, name);
        }
    }

    /// <summary>All arrays of a file by name: of a case its number, its operator and which of its tensors.</summary>
    private static Dictionary<string, JsonElement> Arrays(Oracle oracle)
    {
        var named = oracle.Index.GetProperty("arrays").EnumerateObject().ToDictionary(item => item.Name, item => item.Value);
        foreach (var (number, item) in oracle.Index.GetProperty("cases").EnumerateArray().Index())
        {
            var kinds = new[] { "inputs", "outputs", "grads" };
            foreach (var kind in kinds.Where(kind => item.GetProperty(kind).ValueKind == JsonValueKind.Array))
            {
                foreach (var (i, where) in item.GetProperty(kind).EnumerateArray().Index())
                {
                    named.Add($"{number:000} {item.GetProperty("name")} {item.GetProperty("arguments")} {kind}[{i}]", where);
                }
            }
        }

        return named;
    }

    private static bool HasTorch(string python)
    {
        try
        {
            return Run(python, "-c", "import torch, numpy").Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int Code, string Output) Run(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors);
    }
}
