namespace UniMem.Experiments.Sweeps.Watching;

/// <summary>Shows how the runs of a sweep go on.</summary>
public interface ISweepDisplay
{
    /// <summary>Shows the present state; called a few times a second.</summary>
    void Show(SweepState sweep);

    /// <summary>Says that something happened.</summary>
    void Say(string line);
}
