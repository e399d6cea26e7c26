using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>
            /// Moves parameters and buffers to a device and floating-point type. See <see cref="ModuleExtensionMethods"/>.
            /// </summary>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                _toEpilog(device, dtype, non_blocking);
                return this;
            }

            /// <summary>Moves parameters and buffers to a device.</summary>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                _toEpilog(deviceType, deviceIndex, non_blocking);
                return this;
            }

            /// <summary>Converts floating-point parameters and buffers to another type.</summary>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                RequireFloatingPoint(dtype);
                _toEpilog(dtype, non_blocking);
                return this;
            }

            /// <summary>Moves parameters and buffers to the device and type of a tensor.</summary>
            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            /// <summary>Moves submodules, then own parameters and buffers, to a type.</summary>
            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            /// <summary>Moves submodules, then own parameters and buffers, to a device and type.</summary>
            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);

            /// <summary>Moves submodules, then own parameters and buffers, to a device.</summary>
            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                _toEpilog(null, new Device(deviceType, deviceIndex), non_blocking);

            /// <summary>
            /// Moves submodules, then own parameters and buffers. What must be copied becomes a new tensor, put into the property or
            /// field of that name; the old one is disposed. An optimizer made before still holds the old ones.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var (_, child) in named_children())
                {
                    switch (dtype, device)
                    {
                        case (null, null): throw new ArgumentNullException(nameof(dtype), "Neither a type nor a device to move to.");
                        case ({ } type, null): child._to(type, non_blocking); break;
                        case (null, { } place): child._to(place.type, place.index, non_blocking); break;
                        case ({ } type, { } place): child._to(place, type, non_blocking); break;
                    }
                }

                foreach (var (name, parameter) in named_parameters(false).ToList())
                {
                    if (ReplaceParameter(dtype, device, parameter, out var moved) && !SetProperty(name, moved))
                    {
                        SetField(name, parameter, moved);
                        parameter.Dispose();
                        ConditionallyRegisterParameter(name, moved);
                    }
                }

                foreach (var (name, buffer) in named_buffers(false).ToList())
                {
                    if (ReplaceBuffer(dtype, device, buffer, out var moved) && !SetProperty(name, moved))
                    {
                        SetField(name, buffer, moved);
                        buffer.Dispose();
                        ConditionallyRegisterBuffer(name, moved);
                    }
                }
            }

            /// <summary>Copies a buffer that is elsewhere or of another floating-point type.</summary>
            /// <returns>False when it may stay as it is.</returns>
            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, [NotNullWhen(true)] out Tensor? result)
            {
                result = null;
                var (type, place) = Target(dtype, device, buffer);
                if (!Differs(buffer, type, place))
                {
                    return false;
                }

                using var _ = no_grad();
                result = buffer.to(type, place).DetachFromDisposeScope();
                return true;
            }

            /// <summary>Copies a parameter, with its gradient, that is elsewhere or of another floating-point type.</summary>
            /// <returns>False when it may stay as it is.</returns>
            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, [NotNullWhen(true)] out Parameter? p)
            {
                p = null;
                var (type, place) = Target(dtype, device, param);
                if (!Differs(param, type, place))
                {
                    return false;
                }

                using var _ = no_grad();
                p = new Parameter(param.to(type, place), param.requires_grad);
                p.DetachFromDisposeScope();
                using var grad = param.grad;
                if (grad is not null)
                {
                    using var movedGrad = grad.to(type, place);
                    p.grad = movedGrad;
                }

                return true;
            }

            /// <summary>The given device and type, or the defaults for what is not given.</summary>
            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null) =>
                (device ?? get_default_device(), dtype ?? get_default_dtype());

            private static (ScalarType, Device) Target(ScalarType? dtype, Device? device, Tensor tensor) =>
                (dtype is { } type && tensor.is_floating_point() ? type : tensor.dtype, device ?? tensor.device);

            private static bool Differs(Tensor tensor, ScalarType type, Device place) =>
                tensor.dtype != type || tensor.device_type != place.type
                || (place.type != DeviceType.CPU && place.index >= 0 && tensor.device_index != place.index);

            private static void RequireFloatingPoint(ScalarType dtype)
            {
                if (!is_floating_point(dtype))
                {
                    throw new ArgumentException($"nn.Module.to only accepts floating point types, but got desired dtype={dtype}");
                }
            }

            private bool SetProperty(string name, Tensor value)
            {
                var property = GetType().GetProperties()
                    .FirstOrDefault(p => p.Name == name && p.CanWrite && p.PropertyType.IsInstanceOfType(value));
                property?.SetValue(this, value);
                return property is not null;
            }

            private void SetField(string name, Tensor old, Tensor value) =>
                Fields()
                    .FirstOrDefault(field => field.ComponentName() == name && ReferenceEquals(field.GetValue(this), old))
                    ?.SetValue(this, value);
        }
    }
}
