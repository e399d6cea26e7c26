using NUnit.Framework.Interfaces;
using TorchSharp;

namespace UniMem.Training.Tests;

/// <summary>Fails a test after which more tensors are alive than before.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NoLeakedTensorsAttribute : Attribute, ITestAction
{
    private long _before;

    public ActionTargets Targets => ActionTargets.Test;

    public void BeforeTest(ITest test) => _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    public void AfterTest(ITest test) =>
        Assert.That(DisposeScopeManager.Statistics.ThreadTotalLiveCount, Is.EqualTo(_before), "live tensors after the test");
}
