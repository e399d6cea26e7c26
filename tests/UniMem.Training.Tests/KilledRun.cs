using System.Globalization;

namespace UniMem.Training.Tests;

/// <summary>A run as a process of its own: begins or goes on in a folder, and hangs where it is told to, to be killed there.</summary>
internal static class KilledRun
{
    public const string Metrics = "metrics.txt";

    private const long CheckpointEvery = 3;

    /// <param name="args">Method, folder, and the step after which to hang; 0 goes on to the end.</param>
    public static void Main(string[] args)
    {
        var (setup, folder, hangAfter) = (Tiny.Setup(args[0]), args[1], long.Parse(args[2], CultureInfo.InvariantCulture));
        using var session = TrainingSession.CanResume(folder) ? TrainingSession.Resume(setup, folder) : TrainingSession.Create(setup);
        var file = Path.Combine(folder, Metrics);
        File.WriteAllLines(file, File.Exists(file) ? File.ReadAllLines(file).Take((int)session.CompletedSteps) : []);
        while (!session.Finished)
        {
            var metrics = session.Step() with { Seconds = 0 };
            File.AppendAllText(file, FormattableString.Invariant($"{metrics}\n"));
            if (metrics.Step == hangAfter)
            {
                Console.WriteLine("hanging");
                Thread.Sleep(Timeout.Infinite);
            }

            if (session.Finished || metrics.Step % CheckpointEvery == 0)
            {
                session.Save(folder);
            }
        }
    }
}
