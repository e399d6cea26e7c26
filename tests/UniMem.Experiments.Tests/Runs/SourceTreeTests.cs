using System.Diagnostics;
using UniMem.Experiments.Runs;

namespace UniMem.Experiments.Tests.Runs;

public sealed class SourceTreeTests
{
    [TestCase("my-sweep.yaml", false)]
    [TestCase("src/My.cs", true)]
    [TestCase("Directory.Build.props", true)]
    [TestCase("experiments/speed/rival.py", true)]
    public void Commit_AFileThatIsNew_CountsWhereTheProgramIsMadeOfIt(string file, bool counts)
    {
        using var tree = new Tree("UniMem.sln");
        Assert.That(SourceTree.Commit(tree.Path, "experiments/speed").Changed, Is.False);
        tree.Write(file);
        Assert.That(SourceTree.Commit(tree.Path, "experiments/speed").Changed, Is.EqualTo(counts));
    }

    [Test]
    public void Commit_InSomebodyElsesRepository_IsNotTheirs()
    {
        using var tree = new Tree("thesis.tex");
        Assert.That(SourceTree.Commit(tree.Path), Is.EqualTo((SourceTree.Version.Split('+') is [_, var built] ? built : null, (bool?)null)));
    }

    private sealed class Tree : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public Tree(string file)
        {
            Git("init", "-q");
            Write(file);
            Git("add", ".");
            Git("-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "-q", "-m", "Begins");
        }

        public string Path => _folder.Path;

        public void Write(string file) => _folder.Write(file, "\n");

        public void Dispose() => _folder.Dispose();

        private void Git(params string[] arguments)
        {
            using var process = Process.Start("git", ["-C", Path, .. arguments]);
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero);
        }
    }
}
