using TorchSharp;
using UniMem.Components;
using UniMem.Distributed;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Training.Checkpoints;

namespace UniMem.Training.Tests;

[Category("Processes")]
public sealed class ProcessesTests
{
    private const double Rounding = 1e-9;

    private string _folder = "";

    private static IEnumerable<string> Every => Methods.WithAuxiliary;

    [SetUp]
    public void SetUp() => _folder = Tiny.Folder();

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [TestCaseSource(nameof(Every))]
    public void Step_OfTwoProcesses_LearnsWhatOneWouldOfTheSameBatch(string method)
    {
        var setup = Setup(method);
        var alone = Train(setup, from: 0);
        var both = Together.Run(2, processes => Train(setup with { Processes = processes }, from: 0));

        Assert.That(both[0].Losses, Is.EqualTo(alone.Losses).Within(Rounding), "losses and norms, dropout on");
        Assert.That(both[0].Weights, Is.EqualTo(alone.Weights).Within(Rounding), "weights");
        Assert.That(both[1].Weights, Is.EqualTo(both[0].Weights), "the same bits in both processes");
    }

    [TestCase(2, 2)]
    [TestCase(2, 1)]
    [TestCase(1, 2)]
    [TestCase(4, 2)]
    public void Resume_ByAnotherNumberOfProcesses_GoesOnAsTheUnbrokenRunDid(int before, int after)
    {
        var setup = Setup("unimix");
        var unbroken = Train(setup, from: 0);

        OfMany(before, processes => Train(setup with { Processes = processes }, from: 0, until: 5));
        var goesOn = OfMany(after, processes => Train(setup with { Processes = processes }, from: 5));

        Assert.That(goesOn.Losses, Is.EqualTo(unbroken.Losses.Skip(10)).Within(Rounding));
        Assert.That(goesOn.Weights, Is.EqualTo(unbroken.Weights).Within(Rounding));
    }

    /// <summary>A slot that were rounded once more when rows are cut anew would show in the losses.</summary>
    [TestCase(SlotType.Bfloat16)]
    [TestCase(SlotType.Int8)]
    public void Resume_OfNarrowSlotsByAnotherNumberOfProcesses_GoesOnAsTheUnbrokenRunDid(SlotType type)
    {
        var setup = Setup("transformer-xl");
        setup = setup with { Model = setup.Model with { Memories = setup.Model.Memories.ToDictionary(m => m.Key, m => m.Value with { Dtype = type }) } };
        var unbroken = Train(setup, from: 0);

        OfMany(2, processes => Train(setup with { Processes = processes }, from: 0, until: 5));
        var goesOn = OfMany(1, processes => Train(setup with { Processes = processes }, from: 5));

        Assert.That(goesOn.Losses, Is.EqualTo(unbroken.Losses.Skip(10)).Within(Rounding));
    }

    [Test]
    public void Resume_ByAsManyProcesses_EqualsTheUnbrokenRunBitByBit()
    {
        var setup = Setup("unimix");
        var unbroken = OfMany(2, processes => Train(setup with { Processes = processes }, from: 0));

        OfMany(2, processes => Train(setup with { Processes = processes }, from: 0, until: 5));
        var goesOn = OfMany(2, processes => Train(setup with { Processes = processes }, from: 5));

        Assert.That(goesOn.Losses, Is.EqualTo(unbroken.Losses.Skip(10)));
        Assert.That(goesOn.Weights, Is.EqualTo(unbroken.Weights));
    }

    [Test]
    public void Evaluate_ByTwoProcesses_FindsInTheFirstWhatOneWould()
    {
        var setup = Setup("unimix");
        var alone = Evaluated(setup);
        var both = Together.Run(2, processes => Evaluated(setup with { Processes = processes }));

        Assert.That(both[0].Rows.Select(row => row with { Nats = 0 }), Is.EqualTo(alone.Rows.Select(row => row with { Nats = 0 })));
        Assert.That(both[0].Rows.Select(row => row.Nats), Is.EqualTo(alone.Rows.Select(row => row.Nats)).Within(Rounding));
        Assert.That(both[0].TokensRead, Is.EqualTo(alone.TokensRead));
        Assert.That(both[1].Rows, Is.Not.Empty.And.Count.LessThan(alone.Rows.Count), "the other process read its share");
    }

    [Test]
    public void Evaluate_CancelledInOneProcess_IsCancelledInAll()
    {
        var cancelled = Together.Run(2, processes =>
        {
            using var session = TrainingSession.Create(Setup("vanilla") with { Processes = processes });
            try
            {
                session.Evaluate(cancellation: new CancellationToken(canceled: processes.Rank == 1));
                return false;
            }
            catch (OperationCanceledException)
            {
                return true;
            }
        });
        Assert.That(cancelled, Is.All.True);
    }

    [Test]
    public void Step_WhenAnotherProcessHasEnded_SaysSo() => Assert.That(
        () => Together.Run(2, processes =>
        {
            using var session = TrainingSession.Create(Setup("vanilla") with { Processes = processes });
            return processes.Rank == 1 ? null : session.Step();
        }),
        Throws.TypeOf<ProcessLostException>().With.Message.Contains("another process of this run has ended"));

    [Test]
    public void Create_WhereRowsCannotBeDivided_SaysWhichNumbersCan() => Assert.That(
        () => Together.Run(2, processes => TrainingSession.Create(Tiny.Setup() with { Processes = processes })),
        Throws.TypeOf<ConfigurationException>().With.Message.Contains("3 rows").And.Message.Contains("take 1, 3"));

    private static T OfMany<T>(int size, Func<IProcessGroup, T> work) => size == 1 ? work(SingleProcess.Instance) : Together.Run(size, work)[0];

    /// <summary>In float64, so that only a mistake shows.</summary>
    private static TrainingSetup Setup(string method)
    {
        var setup = Tiny.Setup(method);
        return setup with
        {
            Training = setup.Training with { Batch = 4 },
            Numerics = setup.Numerics with { Compute = torch.ScalarType.Float64 },
        };
    }

    private static EvaluationResult Evaluated(TrainingSetup setup)
    {
        using var session = TrainingSession.Create(setup);
        return session.Evaluate();
    }

    private (IReadOnlyList<double> Losses, IReadOnlyList<double> Weights) Train(TrainingSetup setup, long from, long until = long.MaxValue)
    {
        using var scope = torch.NewDisposeScope();
        using var session = from > 0 ? TrainingSession.Resume(setup, _folder) : TrainingSession.Create(setup);
        Assert.That(session.CompletedSteps, Is.EqualTo(from));
        var losses = new List<double>();
        while (!session.Finished && session.CompletedSteps < until)
        {
            var step = session.Step();
            losses.AddRange([step.Loss, step.GradientNorm, .. step.Auxiliary.Values]);
        }

        if (until < long.MaxValue)
        {
            session.Save(_folder);
        }

        return (losses, [.. session.Model.parameters().SelectMany(parameter => parameter.detach().flatten().data<double>().ToArray())]);
    }
}
