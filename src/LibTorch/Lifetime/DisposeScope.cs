namespace TorchSharp;

/// <summary>Disposes at its end every tensor that was created on this thread since its beginning and not moved or detached.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly HashSet<IDisposable> _disposables = new(ReferenceEqualityComparer.Instance);
    private readonly DisposeScope? _outer;

    internal DisposeScope(DisposeScope? outer) => _outer = outer;

    public int DisposablesCount => _disposables.Count;

    public IReadOnlyList<IDisposable> DisposablesView => _disposables.ToList();

    public bool Contains(IDisposable disposable) => _disposables.Contains(disposable);

    public void Attach(IDisposable disposable) => AttachAll([disposable]);
    public void Attach(params IDisposable[] disposables) => AttachAll(disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var all = disposables.ToList();
        AttachAll(all);
        return all;
    }

    public T MoveToOuter<T>(T disposable) where T : IDisposable
    {
        MoveAll(_outer, [disposable]);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        MoveAll(_outer, [first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        MoveAll(_outer, [first, second, third]);
        return (first, second, third);
    }

    public void MoveToOuter(params IDisposable[] disposables) => MoveAll(_outer, disposables);
    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveAll(_outer, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        MoveAll(scope, [disposable]);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable
    {
        MoveAll(scope, [first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        MoveAll(scope, [first, second, third]);
        return (first, second, third);
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) => MoveAll(scope, disposables);
    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables) => MoveAll(scope, disposables);

    public T Detach<T>(T disposable) where T : IDisposable
    {
        MoveAll(null, [disposable]);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        MoveAll(null, [first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        MoveAll(null, [first, second, third]);
        return (first, second, third);
    }

    public void Detach(params IDisposable[] disposables) => MoveAll(null, disposables);
    public void Detach(IEnumerable<IDisposable> disposables) => MoveAll(null, disposables);

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        var keep = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        foreach (var disposable in _disposables.ToList())
            if (!keep.Contains(disposable)) disposable.Dispose();
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    /// <summary>Notes that something of this scope was disposed by other means.</summary>
    public void MarkAsDisposed(IDisposable disposable)
    {
        _disposables.Remove(disposable);
        if (disposable is not torch.Tensor tensor) return;
        tensor.OwningDisposeScope = null;
        DisposeScopeManager.Statistics.TensorStatistics.DisposedInScopeCount++;
    }

    public void Dispose()
    {
        DisposeScopeManager.Close(this);
        foreach (var disposable in _disposables.ToArray()) disposable.Dispose();
        _disposables.Clear();
    }

    internal void Add(IDisposable disposable) => _disposables.Add(disposable);

    private void AttachAll(IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            if (disposable is torch.Tensor tensor)
            {
                if (ReferenceEquals(tensor.OwningDisposeScope, this)) continue;
                if (tensor.OwningDisposeScope is { } owner) owner._disposables.Remove(tensor);
                else DisposeScopeManager.Statistics.TensorStatistics.AttachedToScopeCount++;
                tensor.OwningDisposeScope = this;
            }
            _disposables.Add(disposable);
        }
    }

    // Leaves what is not of this scope where it is: it may have been moved already.
    private void MoveAll(DisposeScope? target, IEnumerable<IDisposable> disposables)
    {
        foreach (var disposable in disposables)
        {
            if (!_disposables.Remove(disposable)) continue;
            target?._disposables.Add(disposable);
            if (disposable is not torch.Tensor tensor) continue;
            tensor.OwningDisposeScope = target;
            if (target is null) DisposeScopeManager.Statistics.TensorStatistics.DetachedFromScopeCount++;
        }
    }
}
