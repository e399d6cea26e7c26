using UniMem.Experiments.Runs;
using UniMem.Experiments.Sweeps.Watching;

namespace UniMem.Experiments.Tests.Sweeps;

public sealed class SweepStateTests
{
    [Test]
    public void Left_OfRunsAtWorkAndWaiting_IsWhenTheLastWorkerEnds()
    {
        // One second a step: a has 10 s left and b 40 s; c begins after a. It is of a's cell, whose steps take as long as a's, and d of another that nobody has tried.
        var state = new SweepState(
            [State("a", "x", RunPhase.Running, 90, 1), State("b", "y", RunPhase.Running, 60, 1), State("c", "x", RunPhase.Waiting, null, 0), State("e", "z", RunPhase.Done, 100, 4)],
            Workers: 2);
        Assert.That(state.Left, Is.EqualTo(TimeSpan.FromSeconds(110)));
        Assert.That(new SweepState([.. state.Runs, State("d", "w", RunPhase.Waiting, null, 0)], 2).Left, Is.EqualTo(TimeSpan.FromSeconds(240)), "d takes the mean, 2 s a step, after b");
        Assert.That($"{state}", Is.EqualTo("1 of 4 runs done, 2 at work; about 1:50 left"));
    }

    [Test]
    public void Text_OfASweep_TellsEveryRunAndWhy()
    {
        var text = StateTable.Text(new([State("a", "a", RunPhase.Failed, 5, 1) with { Note = "exit code 7" }, State("b", "b", RunPhase.Waiting, null, 0)], 0));
        Assert.That(text, Does.Contain("| a   | 5/100 | 2.500 |").And.Contain("failed: exit code 7 |").And.Contain("waiting |").And.EndWith("0 of 2 runs done, 1 failed\n"));
    }

    private static RunState State(string name, string cell, RunPhase phase, long? step, double pace) => new(
        new(name, name, cell, 100, 8), phase, step is { } at ? new RunStatus(at, 100, 2.5, 8, TimeSpan.FromSeconds((100 - at) * pace), pace) : null);
}
