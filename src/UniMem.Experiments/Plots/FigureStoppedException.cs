namespace UniMem.Experiments.Plots;

/// <summary>What draws a figure was told to end, as by Ctrl-C, before it was done.</summary>
/// <param name="title">The figure's title.</param>
public sealed class FigureStoppedException(string title) : OperationCanceledException($"'{title}' was not drawn: gnuplot was told to end.");
