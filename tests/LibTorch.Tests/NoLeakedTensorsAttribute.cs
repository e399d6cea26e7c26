using NUnit.Framework.Interfaces;
using TorchSharp;

namespace LibTorch.Tests;

/// <summary>After each test as many tensors of this thread are alive as before.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Assembly)]
public sealed class NoLeakedTensorsAttribute : Attribute, ITestAction
{
    private long _before;

    /// <inheritdoc/>
    public ActionTargets Targets => ActionTargets.Test;

    /// <inheritdoc/>
    public void BeforeTest(ITest test) => _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    /// <inheritdoc/>
    public void AfterTest(ITest test)
    {
        var leaked = DisposeScopeManager.Statistics.ThreadTotalLiveCount - _before;
        Assert.That(leaked, Is.Zero, $"{leaked} tensors are still alive");
    }
}
