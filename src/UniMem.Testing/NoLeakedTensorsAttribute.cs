using NUnit.Framework;
using NUnit.Framework.Interfaces;
using TorchSharp;

namespace UniMem.Testing;

/// <summary>Fails a test after which more tensors of its thread are alive than before.</summary>
/// <remarks>On a fixture it holds for each of its tests. What a test keeps on purpose belongs into a fixture without the attribute.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Assembly)]
public sealed class NoLeakedTensorsAttribute : Attribute, ITestAction
{
    private long _before;

    /// <summary>Each test is counted by itself.</summary>
    public ActionTargets Targets => ActionTargets.Test;

    /// <summary>Counts the tensors alive before the test.</summary>
    public void BeforeTest(ITest test) => _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <summary>Compares with the tensors alive after it.</summary>
    public void AfterTest(ITest test)
    {
        var leaked = DisposeScopeManager.Statistics.ThreadTotalLiveCount - _before;
        Assert.That(leaked, Is.Zero, $"{leaked} more tensors are alive after the test than before it");
    }
}
