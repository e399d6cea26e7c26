namespace TorchSharp;

/// <summary>The stack of dispose scopes of each thread; a new tensor belongs to the innermost.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static List<DisposeScope>? _scopes;
    [ThreadStatic] private static ThreadDisposeScopeStatistics? _statistics;

    public static ThreadDisposeScopeStatistics Statistics => _statistics ??= new();

    internal static DisposeScope? Current => _scopes is { Count: > 0 } scopes ? scopes[^1] : null;

    internal static DisposeScope Open()
    {
        var scopes = _scopes ??= [];
        var scope = new DisposeScope(outer: Current);
        scopes.Add(scope);
        return scope;
    }

    internal static void Close(DisposeScope scope) => _scopes?.Remove(scope);

    /// <summary>Gives a new tensor to the innermost scope, if there is one.</summary>
    internal static DisposeScope? Register(torch.Tensor tensor)
    {
        var scope = Current;
        if (scope is null)
        {
            Statistics.TensorStatistics.CreatedOutsideScopeCount++;
            return null;
        }
        Statistics.TensorStatistics.CreatedInScopeCount++;
        scope.Add(tensor);
        return scope;
    }
}

public static partial class torch
{
    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Open();

    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.Current;
}
