namespace UniMem.Experiments.Tracking;

/// <summary>Who else is told of a run's metrics besides its own tables.</summary>
public enum Tracker
{
    /// <summary>Nobody.</summary>
    None,

    /// <summary>TensorBoard, by an event file in the run's folder.</summary>
    Tensorboard,
}
