using System.Diagnostics;
using System.Globalization;
using UniMem.Training.Checkpoints;

namespace UniMem.Training.Tests;

public sealed class KilledRunTests
{
    private readonly List<string> _folders = [];

    [TearDown]
    public void TearDown() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    [Test]
    public void Run_KilledAtARandomStepAndStartedAgain_LeavesTheFilesOfAnUnbrokenOne()
    {
        var (unbroken, killed) = (Folder(), Folder());
        var step = Random.Shared.NextInt64(1, Tiny.Setup().Training.Steps);
        TestContext.Out.WriteLine($"killed after step {step}");

        Run(unbroken, hangAfter: 0);
        Run(killed, hangAfter: step);
        Run(killed, hangAfter: 0);

        foreach (var file in new[] { KilledRun.Metrics, Checkpoint.FileName })
        {
            Assert.That(File.ReadAllBytes(Path.Combine(killed, file)), Is.EqualTo(File.ReadAllBytes(Path.Combine(unbroken, file))), file);
        }
    }

    private static void Run(string folder, long hangAfter)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        var step = hangAfter.ToString(CultureInfo.InvariantCulture);
        foreach (var argument in new[] { typeof(KilledRun).Assembly.Location, "unimix", folder, step })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() == "hanging")
        {
            process.Kill();
        }

        process.WaitForExit();
        Assert.That(process.ExitCode == 0, Is.EqualTo(hangAfter == 0), "exit code");
    }

    private string Folder()
    {
        _folders.Add(Tiny.Folder());
        return _folders[^1];
    }
}
