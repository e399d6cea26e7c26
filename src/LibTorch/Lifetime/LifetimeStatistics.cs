namespace TorchSharp;

/// <summary>Counts of what this thread created and disposed, inside and outside dispose scopes.</summary>
public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }
    public long DisposedOutsideScopeCount { get; internal set; }
    public long CreatedInScopeCount { get; internal set; }
    public long DisposedInScopeCount { get; internal set; }
    public long AttachedToScopeCount { get; internal set; }
    public long DetachedFromScopeCount { get; internal set; }

    public long ThreadTotalLiveCount =>
        CreatedInScopeCount + CreatedOutsideScopeCount - DisposedInScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = 0;
        CreatedInScopeCount = DisposedInScopeCount = 0;
        AttachedToScopeCount = DetachedFromScopeCount = 0;
    }

    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}; created {CreatedInScopeCount} in scopes, {CreatedOutsideScopeCount} outside; "
        + $"disposed {DisposedInScopeCount} in scopes, {DisposedOutsideScopeCount} outside; "
        + $"attached {AttachedToScopeCount}, detached {DetachedFromScopeCount}";
}

/// <summary>The counts of one thread. Packed sequences do not exist here, so theirs stay zero.</summary>
public class ThreadDisposeScopeStatistics
{
    public LifetimeStatistics TensorStatistics { get; } = new();
    public LifetimeStatistics PackedSequenceStatistics { get; } = new();

    public long CreatedOutsideScopeCount => TensorStatistics.CreatedOutsideScopeCount;
    public long DisposedOutsideScopeCount => TensorStatistics.DisposedOutsideScopeCount;
    public long CreatedInScopeCount => TensorStatistics.CreatedInScopeCount;
    public long DisposedInScopeCount => TensorStatistics.DisposedInScopeCount;
    public long AttachedToScopeCount => TensorStatistics.AttachedToScopeCount;
    public long DetachedFromScopeCount => TensorStatistics.DetachedFromScopeCount;
    public long ThreadTotalLiveCount => TensorStatistics.ThreadTotalLiveCount;

    public void Reset()
    {
        TensorStatistics.Reset();
        PackedSequenceStatistics.Reset();
    }

    public override string ToString() => TensorStatistics.ToString();
}
