namespace UniMem.Experiments.Runs;

/// <summary>Is told how a run goes on.</summary>
public interface IRunProgress
{
    /// <summary>A step is done.</summary>
    void Advance(RunStatus status);

    /// <summary>Something is worth a line.</summary>
    void Say(string line);
}
