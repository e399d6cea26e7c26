namespace UniMem.Training.Tests;

/// <summary>The device is there before any test: libtorch counts the devices once, at the first backward pass.</summary>
[SetUpFixture]
public sealed class HostDeviceSetUp
{
    [OneTimeSetUp]
    public void Load() => HostDevice.TakeWaits();
}
