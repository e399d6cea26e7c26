using System.Diagnostics;

namespace UniMem.Experiments.Tests.Launcher;

/// <summary>The script <c>unimem</c> on machines made of stand-ins for dotnet, apt-get and gnuplot.</summary>
[Platform("Linux")]
public sealed class LauncherTests
{
    [Test]
    public void Start_FromAnotherFolder_BuildsOnceAndPassesEverythingOn()
    {
        using var machine = new Machine();
        Assert.That(machine.Run("sweep", "a file.yaml", "x={y: 1}").Output, Does.EndWith("UniMem.Cli.dll sweep|a file.yaml|x={y: 1}\n"));
        machine.Run("components");
        Assert.That(machine.Builds, Is.EqualTo(1));
        Assert.That(machine.Run("fail").ExitCode, Is.EqualTo(130), "the program's exit code is the launcher's");
    }

    [Test]
    public void Start_AfterASourceChangedOrVanished_BuildsAgain()
    {
        using var machine = new Machine();
        machine.Run("components");
        machine.Touch("src/UniMem.Cli/Program.cs");
        machine.Run("components");
        machine.Delete("src/UniMem.Cli/Other.cs");
        machine.Run("components");
        machine.Touch("src/UniMem.Cli/obj/made-by-the-build.cs");
        machine.Touch("results/run.csv");
        machine.Run("components");
        Assert.That(machine.Builds, Is.EqualTo(3));
    }

    [Test]
    public void Start_WhenTheBuildFails_ShowsTheErrorsOnceAndTriesAgainNextTime()
    {
        using var machine = new Machine();
        machine.Set("build", "echo noise; echo 'Program.cs(1,1): error CS1: wrong'; echo 'Program.cs(1,1): error CS1: wrong'; exit 1");
        var (code, _, errors) = machine.Run("components");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors.Split("error CS1"), Has.Length.EqualTo(2), errors);
        Assert.That(errors, Does.Not.Contain("noise").And.Contain("the build failed"));
        machine.Set("build", "true");
        Assert.That(machine.Run("components").ExitCode, Is.Zero);
    }

    [Test]
    public void Start_WithoutGnuplot_SaysWhyItIsNeededAndInstallsItUnasked()
    {
        using var machine = new Machine(gnuplot: false);
        var (code, _, errors) = machine.Run("components");
        Assert.That(code, Is.Zero, errors);
        Assert.That(errors, Does.Contain("gnuplot-nox: draws the figures"));
        Assert.That(machine.Log("apt-get"), Is.EqualTo("noninteractive install -y -q --no-install-recommends gnuplot-nox\n"));
    }

    [Test]
    public void Start_WhenThePackageListIsStale_RefreshesItAndTriesAgain()
    {
        using var machine = new Machine(gnuplot: false);
        machine.Set("stale", "");
        Assert.That(machine.Run("components").ExitCode, Is.Zero);
        Assert.That(machine.Log("apt-get").Split('\n').Select(line => line.Split(' ').ElementAtOrDefault(1)), Is.EqualTo(new[] { "install", "update", "install", null }));
    }

    [Test]
    public void Start_NotAsRootAndWithoutSudo_NamesTheCommand()
    {
        using var machine = new Machine(gnuplot: false, user: 1000);
        var (code, _, errors) = machine.Run("components");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.Contain("run as root: apt-get install --no-install-recommends gnuplot-nox"));
    }

    [TestCase("", "TestCategory!=Slow", 3, 0)]
    [TestCase("--all", "", 4, 4, Description = "the models once more with explicit forms, fast tests only, and the figures once more, drawn by ScottPlot")]
    public void Test_OverSeveralProjects_EndsWithTheSums(string argument, string filter, int times, int again)
    {
        using var machine = new Machine();
        var (code, output, errors) = machine.Run(["test", .. argument.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.That(code, Is.Zero, errors);
        Assert.That(output, Does.EndWith($"\n{(times + again) * 11} passed, 0 failed, {(times + again) * 2} skipped\n"));
        var filters = machine.Log("filters").Split('\n')[..^1];
        Assert.That(filters.Count(one => one == filter), Is.EqualTo(times));
        Assert.That(filters.Count(one => one != filter && one.StartsWith("TestCategory!=Slow", StringComparison.Ordinal)), Is.EqualTo(again));
    }

    [Test]
    public void Test_WithAFailure_ShowsItAndFails()
    {
        using var machine = new Machine();
        machine.Set("test", "echo '  Failed Sum_OfTwo_IsThree'; echo 'Failed!  - Failed:     1, Passed:    11, Skipped:     2, Total:    14, Duration: 3 s - A.dll'; exit 1");
        var (code, output, _) = machine.Run("test");
        Assert.That(code, Is.EqualTo(1));
        Assert.That(output, Does.Contain("Failed Sum_OfTwo_IsThree").And.EndWith("\n33 passed, 3 failed, 6 skipped\n"));
    }

    [Test]
    public void Pack_OverOlderPackages_KeepsThoseOfOtherTorchesOnly()
    {
        using var machine = new Machine();
        machine.Touch("artifacts/packages/UniMem.0.1.0-system.20200101000000.nupkg");
        machine.Touch("artifacts/packages/UniMem.0.1.0-cpu.20200101000000.nupkg");
        var (code, output, errors) = machine.Run("pack");
        Assert.That(code, Is.Zero, errors);
        Assert.That(output, Does.Match(@"^\S.*/artifacts/packages/UniMem\.0\.1\.0-system\.\d{14}\.nupkg\n$"));
        Assert.That(machine.Files("artifacts/packages"), Is.EquivalentTo(new[] { "UniMem.0.1.0-cpu.20200101000000.nupkg", Path.GetFileName(output.Trim()) }));
        Assert.That(machine.Run("pack", "--jobs").Errors, Does.Contain("pack takes no '--jobs'"));
    }

    /// <summary>A copy of the launcher in a folder with a space in its name, and a PATH with stand-ins.</summary>
    private sealed class Machine : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Machine(bool gnuplot = true, int user = 0)
        {
            Directory.CreateDirectory(_folder.At("bin"));
            foreach (var tool in "bash env readlink dirname basename cut sed cat find sort cksum touch grep head tail awk mktemp rm mkdir tee uname flock python3 date".Split(' '))
            {
                File.CreateSymbolicLink(_folder.At("bin", tool), new[] { $"/usr/bin/{tool}", $"/bin/{tool}" }.First(File.Exists));
            }

            Directory.CreateDirectory(_folder.At("my repo"));
            File.Copy(Repository.At("unimem"), _folder.At("my repo", "unimem"));
            foreach (var file in new[] { "src/UniMem.Cli/Program.cs", "src/UniMem.Cli/Other.cs", "tests/A/A.csproj", "tests/B/B.csproj", "samples/C.Tests/C.Tests.csproj", "UniMem.sln", "Directory.Build.props" })
            {
                Touch(file);
            }

            Set("build", "true");
            Set("test", "echo 'Passed!  - Failed:     0, Passed:    11, Skipped:     2, Total:    13, Duration: 3 s - A.dll'");
            Tool("id", $"echo {user}");
            Tool("c++", "true");
            Tool("cmake", "true");
            Tool("make", "true");
            Tool("dotnet", """
                case "$1" in
                    build) echo "$2" >> "$MACHINE/log.build"; . "$MACHINE/build" ;;
                    test) filter=""; for word in "$@"; do case "$word" in *Category*) filter="$word" ;; esac; done
                        echo "$filter" >> "$MACHINE/log.filters"; . "$MACHINE/test" ;;
                    pack) for word in "$@"; do case "$word" in -p:PackageStamp=*) stamp="${word#*=}" ;; -p:Torch=*) torch="${word#*=}" ;; -p:Packing=true) packing=yes ;; esac; done
                        [ "$packing" = yes ] && touch "$MACHINE/my repo/artifacts/packages/UniMem.0.1.0-$torch.$stamp.nupkg" ;;
                    *) echo "${1##*/} $(IFS='|'; echo "${*:2}")"; [ "$2" != fail ] || exit 130 ;;
                esac
                """);
            Tool("apt-get", """
                echo "$DEBIAN_FRONTEND $*" >> "$MACHINE/log.apt-get"
                if [ "$1" = update ]; then rm "$MACHINE/stale"; exit 0; fi
                if [ -e "$MACHINE/stale" ]; then echo "404 Not Found"; exit 100; fi
                printf '#!/bin/sh\n' > "$MACHINE/bin/gnuplot"; /bin/chmod +x "$MACHINE/bin/gnuplot"
                """);
            if (gnuplot)
            {
                Tool("gnuplot", "true");
            }
        }

        public IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(_folder.At("my repo", folder)).Select(file => Path.GetFileName(file)!);

        public int Builds => Log("build").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

        public string Log(string name) => File.Exists(_folder.At($"log.{name}")) ? File.ReadAllText(_folder.At($"log.{name}")) : "";

        public void Set(string name, string script) => File.WriteAllText(_folder.At(name), script);

        public void Touch(string file)
        {
            var path = _folder.At("my repo", file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(1));
        }

        public void Delete(string file) => File.Delete(_folder.At("my repo", file));

        public (int ExitCode, string Output, string Errors) Run(params string[] arguments)
        {
            // A file touched a moment ago must not be newer than a build that begins now.
            foreach (var file in Directory.EnumerateFiles(_folder.At("my repo"), "*", SearchOption.AllDirectories))
            {
                File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file) > DateTime.UtcNow ? DateTime.UtcNow : File.GetLastWriteTimeUtc(file));
            }

            var start = new ProcessStartInfo("/bin/bash", [_folder.At("my repo", "unimem"), .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = _folder.Path,
            };
            start.Environment.Clear();
            (start.Environment["PATH"], start.Environment["MACHINE"], start.Environment["LIBTORCH"]) = (_folder.At("bin"), _folder.Path, "/somewhere");
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }

        public void Dispose() => _folder.Dispose();

        private void Tool(string name, string script)
        {
            File.WriteAllText(_folder.At("bin", name), $"#!/bin/bash\n{script}\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_folder.At("bin", name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }
}
