using TorchSharp;

namespace UniMem.Memory;

/// <summary>Numbers of the host on their way to where they are used.</summary>
public static class HostNumbers
{
    /// <summary>The numbers on a device, without the host waiting: to a GPU they go from pinned memory, behind what the GPU has yet to do.</summary>
    /// <param name="numbers">On the CPU; the caller does not write into it afterwards. It is disposed unless it is what is returned.</param>
    /// <param name="device">Where they are to go.</param>
    public static torch.Tensor Sent(torch.Tensor numbers, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(device);
        if (device.type == DeviceType.CPU)
        {
            return numbers;
        }

        using (numbers)
        {
            if (device.type != DeviceType.CUDA)
            {
                return numbers.to(device, non_blocking: true);
            }

            using var pinned = numbers.pin_memory();
            return pinned.to(device, non_blocking: true);
        }
    }
}
