namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    public static Device CUDA { get; } = new(DeviceType.CUDA);
    public static Device MPS { get; } = new(DeviceType.MPS);

    private static Device _defaultDevice = CPU;

    /// <summary>Where a tensor lives: a kind of device and, where there are several, which one.</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType), index)
        {
        }

        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        /// <param name="description">Such as cpu, cuda or cuda:1.</param>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0]);
            index = parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : -1;
        }

        public DeviceType type { get; }

        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => type.ToString().ToLowerInvariant() + (index < 0 ? "" : $":{index}");

        private static DeviceType Parse(string name) =>
            Enum.TryParse<DeviceType>(name, ignoreCase: true, out var kind) && !char.IsAsciiDigit(name[0])
                ? kind
                : throw new ArgumentException($"'{name}' is no kind of device; cpu, cuda, mps and meta are.");
    }

    public static Device device(string description) => InitializeDevice(new(description));
    public static Device device(string deviceType, int index = -1) => InitializeDevice(new(deviceType, index));
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new(deviceType, index));
    public static Device device(int index) => InitializeDevice(new(index));

    public static Device get_default_device() => _defaultDevice;
    public static void set_default_device(Device device) => _defaultDevice = device;
    public static void set_default_device(string device) => _defaultDevice = new(device);

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType)) throw new InvalidOperationException($"This libtorch sees no {deviceType} device.");
    }

    public static bool TryInitializeDeviceType(DeviceType deviceType) =>
        deviceType is DeviceType.CPU or DeviceType.META || CountDevices(deviceType) > 0;

    public static Device InitializeDevice(Device? device)
    {
        device ??= _defaultDevice;
        InitializeDeviceType(device.type);
        return device;
    }

    internal static int CountDevices(DeviceType type)
    {
        Interop.Native.Check(Interop.Native.lt_device_count((int)type, out var count));
        return count;
    }
}
