using TorchSharp;
using UniMem.Memory.Injection;
using UniMem.Memory.Management;
using UniMem.Memory.Reading;
using UniMem.Models;
using UniMem.Native;

namespace UniMem.Training.Tests;

/// <summary>What a GPU would be given to do, on a device that is none: other memory than the CPU's, and every wait is seen.</summary>
public sealed class HostDeviceTests
{
    private static IEnumerable<string> Every => [.. Methods.All, "sinks", "attended"];

    [Test]
    public void Steps_OnADevice_LoseWhatTheyLoseOnTheCpu([Values("float32", "fused", "recomputed")] string how, [ValueSource(nameof(Every))] string method)
    {
        var sides = new[] { torch.CPU, HostDevice.Device }.Select(device =>
        {
            using var session = TrainingSession.Create(Setup(method, device, how));
            return Enumerable.Range(0, 4).Select(_ => session.Step()).SelectMany(step => new[] { step.Loss, step.GradientNorm }).ToList();
        }).ToList();
        Assert.That(sides[0].Zip(sides[1], (one, other) => Math.Abs(one - other)), Is.All.LessThan(2e-4));
    }

    [TestCaseSource(nameof(Every))]
    public void Step_OnADevice_WaitsForItOnce(string method)
    {
        using var session = TrainingSession.Create(Setup(method, HostDevice.Device, "fused"));
        session.Step();
        session.Step();
        HostDevice.TakeWaits();
        session.Step();
        Assert.That(HostDevice.TakeWaits(), Is.EqualTo(new[] { "copy to the host" }), "loss and norm together");
    }

    private static TrainingSetup Setup(string method, torch.Device device, string how)
    {
        var setup = Tiny.Setup(method == "sinks" ? "transformer-xl" : method);
        var model = setup.Model with { Dropout = 0 };
        return setup with
        {
            Model = method != "sinks" ? model : model with
            {
                Memories = model.Memories.ToDictionary(one => one.Key, one => one.Value with { Manage = new SinkAndRecentConfig { Sinks = 2, Recent = 5 } }),
            },
            Numerics = new(device, torch.ScalarType.Float32) { Attention = how == "float32" ? null : new LibraryAttention(["explicit"]) },
            Training = setup.Training with { CheckpointActivations = how == "recomputed" ? ActivationCheckpoints.Layer : ActivationCheckpoints.None },
        };
    }
}
