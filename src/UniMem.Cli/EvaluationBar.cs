using Spectre.Console;

namespace UniMem.Cli;

/// <summary>Tells how far an evaluation is, on terminals only.</summary>
internal static class EvaluationBar
{
    /// <summary>Evaluates under a bar.</summary>
    /// <param name="console">What is drawn on.</param>
    /// <param name="name">What the bar is called.</param>
    /// <param name="work">The evaluation; it runs on the calling thread.</param>
    public static T Run<T>(IAnsiConsole console, string name, Func<IProgress<double>?, T> work) =>
        !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal
            ? work(null)
            : console.Progress()
                .AutoClear(true)
                .Columns(new ProgressBarColumn { Width = 24 }, new PercentageColumn(), new RemainingTimeColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
                .Start(context => work(new Bar(context.AddTask(Markup.Escape(name), maxValue: 1))));

    private sealed class Bar(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
